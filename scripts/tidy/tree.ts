import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** The parts of a package.json that the checks read. */
export interface Manifest {
  readonly name?: string
  readonly private?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** The project as text: what every check reads. Paths are relative to the root, with forward slashes. */
export interface Tree {
  /** Absolute path of the checkout: none of the files may mention it. */
  readonly root: string
  /** Every file; the text is empty where the file holds data. */
  readonly files: ReadonlyMap<string, string>
}

/** One complaint: where, and what to do about it. */
export type Finding = string

/** Looks at the whole tree and returns what is wrong, or nothing. */
export type Check = (tree: Tree) => readonly Finding[]

const SKIPPED_FOLDERS = new Set(['node_modules', '.git', '.cache', 'dist', 'coverage', '.vite'])
/** The default `DATA_DIR`: the database of whoever tries the project. */
const DATA_FOLDER = 'data'
const TEXT =
  /\.(?:ts|tsx|mjs|cjs|js|json|ya?ml|md|sql|php|sh|html|css)$|^\.|(?:^|\/)(?:LICENSE|run)$/
/** Bigger files are data, not text that somebody wrote. */
const MAX_FILE_BYTES = 1_000_000

/** Reads the project, without what is installed, built or made at run time. */
export function readTree(root: string): Tree {
  const files = new Map<string, string>()
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const absolute = join(folder, entry.name)
      const path = relative(root, absolute).split(sep).join('/')
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name) && path !== DATA_FOLDER) visit(absolute)
      } else if (entry.isFile()) {
        const isText = TEXT.test(path) && statSync(absolute).size <= MAX_FILE_BYTES
        files.set(path, isText ? readFileSync(absolute, 'utf8') : '')
      }
    }
  }
  if (existsSync(root)) visit(root)
  return { root, files }
}

/** The TypeScript that a package or app is made of, its tests included. */
export function sourceFiles({ files }: Tree): [path: string, text: string][] {
  return [...files].filter(([path]) =>
    /^(?:packages|apps|bench|scripts|examples)\/.*\.tsx?$/.test(path),
  )
}

/** The package or app that a path belongs to: `packages/gate`, `apps/cli`, `bench`; none for the rest. */
export function workspaceOf(path: string): string | undefined {
  return /^(?:(?:packages|apps)\/[^/]+|bench)(?=\/)/.exec(path)?.[0]
}

export function isTest(path: string): boolean {
  return /\.(?:test|case)\.tsx?$|\/test\//.test(path)
}

/** Every package.json with its folder (`` for the root). */
export function manifests({ files }: Tree): { folder: string; path: string; manifest: Manifest }[] {
  return [...files]
    .filter(([path]) => /^(?:(?:packages|apps)\/[^/]+\/|bench\/)?package\.json$/.test(path))
    .map(([path, text]) => ({
      folder: path.replace(/\/?package\.json$/, ''),
      path,
      // The file is ours and npm reads it too: a broken one stops long before this.
      manifest: JSON.parse(text) as Manifest,
    }))
}

/** `path:line` of the first place where `needle` stands in the file. */
export function at(path: string, text: string, index: number): string {
  return `${path}:${text.slice(0, Math.max(0, index)).split('\n').length}`
}
