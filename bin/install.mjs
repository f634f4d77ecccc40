import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A cold install takes a minute; one that hangs on a dead network ends here. */
const INSTALL_TIMEOUT_MS = 15 * 60_000

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return undefined
  }
}

/**
 * Names of the packages that the lockfile asks for and node_modules lacks or holds in another version.
 * Compares content, not times: a fresh checkout gives every file the time of the checkout.
 * Optional packages are those of other platforms, so only a wrong version of them counts.
 */
export function missingPackages(root, { dev }) {
  const wanted = readPackages(join(root, 'package-lock.json')) ?? {}
  const present = readPackages(join(root, 'node_modules/.package-lock.json')) ?? {}
  return Object.entries(wanted)
    .filter(([path]) => path.includes('node_modules/'))
    .filter(([, entry]) => dev || !(entry.dev || entry.devOptional))
    .filter(([path, entry]) => {
      const found = present[path]
      if (!found) return !entry.optional && !entry.devOptional
      return found.version !== entry.version || found.integrity !== entry.integrity
    })
    .map(([path]) => path)
}

/**
 * Runs `npm ci` when node_modules does not hold what the lockfile says. Progress goes to stderr.
 * @returns {boolean} false when the install was needed and failed
 */
export function installPackages(root, { dev }) {
  const missing = missingPackages(root, { dev })
  if (missing.length === 0) return true
  console.error(`installing ${missing.length} npm packages (npm ci), once`)
  const args = ['ci', '--no-audit', '--no-fund', ...(dev ? ['--include=dev'] : ['--omit=dev'])]
  // Under `npm start` npm names its own script: the same npm, whatever PATH says.
  const script = process.env.npm_execpath
  const viaScript = script !== undefined && /\.c?js$/.test(script)
  const { status, error } = spawnSync(
    viaScript ? process.execPath : 'npm',
    viaScript ? [script, ...args] : args,
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      timeout: INSTALL_TIMEOUT_MS,
      shell: !viaScript && process.platform === 'win32',
    },
  )
  if (status === 0) return true
  console.error(`npm ci failed${error ? `: ${error.message}` : ''}: see its messages above`)
  return false
}
