import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * How a source file reaches other files, bundled or not:
 * - `new URL('../data/names.txt', import.meta.url)` is that file of the source tree;
 * - `new URL('./build.worker.ts', import.meta.url)` is a worker or child process to run. It is bundled as an
 *   entry of its own beside the main one, so `new Worker(url)` and `fork(url)` take the same URL as from source.
 */
const WORKER_URL = /new URL\(\s*(['"])(\.{1,2}\/[^'"]+\.ts)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g
const OWN_LOCATION = /import\.meta\.(url|dirname|filename)\b/g
const SOURCE_ROOTS = ['packages', 'apps']

/** Entry points of every worker that a source file of the workspace names. */
export function workerEntries(root, nameOf) {
  const entries = {}
  for (const file of sourceFiles(root)) {
    for (const [, , target] of readFileSync(file, 'utf8').matchAll(WORKER_URL)) {
      const worker = resolve(dirname(file), target)
      entries[nameOf(root, worker)] = worker
    }
  }
  return entries
}

function sourceFiles(root) {
  const folders = SOURCE_ROOTS.flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(root, group, name, 'src')),
  )
  return folders
    .flatMap((folder) => listFiles(folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
}

function listFiles(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  } catch {
    return []
  }
}

/**
 * Leaves npm packages outside and lets each source file keep its own `import.meta.url`.
 * @returns {import('esbuild').Plugin}
 */
export function sourcePlugin(root, nameOf) {
  return {
    name: 'gatehouse-source',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        const isOurs = kind === 'entry-point' || path.startsWith('@gatehouse/')
        return isOurs ? undefined : { path, external: true }
      })
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, 'utf8')
        if (!source.includes('import.meta')) return undefined
        return { contents: relocate(source, { path, root, nameOf }), loader: 'ts' }
      })
    },
  }
}

/** Rewrites within the line, so that source maps stay right. */
function relocate(source, { path, root, nameOf }) {
  const location = { url: pathToFileURL(path).href, dirname: dirname(path), filename: path }
  const placed = []
  return source
    .replace(WORKER_URL, (_match, _quote, target) => {
      placed.push(`./${nameOf(root, resolve(dirname(path), target))}.mjs`)
      return `\0${placed.length - 1}\0`
    })
    .replace(OWN_LOCATION, (_match, part) => JSON.stringify(location[part]))
    .replace(
      /\0(\d+)\0/g,
      (_match, at) => `new URL(${JSON.stringify(placed[at])}, import.meta.url)`,
    )
}
