import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const STEP_TIMEOUT_MS = 3 * 60_000
const VITEST_TIMEOUT_MS = 24 * 60_000

/** Steps that are one check each: they pass when they end with 0. */
const CHECKS = [
  { name: 'lint', tool: 'oxlint', args: ['--quiet'] },
  { name: 'format', tool: 'oxfmt', args: ['--check'] },
  { name: 'types', tool: 'typescript', bin: 'tsc', args: ['-p', 'tsconfig.json'] },
  {
    name: 'types of the pure packages',
    tool: 'typescript',
    bin: 'tsc',
    args: ['-p', 'tsconfig.pure.json'],
  },
  { name: 'unused code', tool: 'knip', args: ['--no-progress', '--no-config-hints'] },
]

const REPORTERS = ['--reporter=default', '--reporter=./scripts/reporter.ts']

/** Runs every lint and type check, one after the other; each prints its output only when it fails. */
export async function runChecks() {
  const totals = { passed: 0, failed: 0, skipped: 0 }
  for (const { name, tool, bin = tool, args } of CHECKS) {
    const startedAt = Date.now()
    const { status, output } = await run(toolPath(tool, bin), args, {
      timeoutMs: STEP_TIMEOUT_MS,
      capture: true,
    })
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
    console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
    if (status !== 0) console.log(output.trimEnd())
    totals[status === 0 ? 'passed' : 'failed'] += 1
  }
  return totals
}

/** Runs vitest; `filters` are parts of file paths, none means every test. */
export async function runVitest(filters = []) {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
  const totalsFile = join(directory, 'totals.json')
  try {
    const { status } = await run(toolPath('vitest', 'vitest'), ['run', ...REPORTERS, ...filters], {
      timeoutMs: VITEST_TIMEOUT_MS,
      capture: false,
      env: { TEST_TOTALS_FILE: totalsFile },
    })
    const totals = readTotals(totalsFile)
    // A run that fails without naming a test (a crash, an unhandled error, no totals) is one failure.
    if (status !== 0 && totals.failed === 0) totals.failed = 1
    return totals
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Prints the one line that a machine reads, last, and sets the exit code. */
export function finish(parts) {
  const sum = (key) => parts.reduce((total, part) => total + part[key], 0)
  process.exitCode = sum('failed') > 0 ? 1 : 0
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
}

function readTotals(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    console.log('FAILED vitest ended without its totals: see its output above')
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/** The script behind a package's command, without a shell and on every platform. */
function toolPath(packageName, bin) {
  const directory = join(root, 'node_modules', packageName)
  const entry = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')).bin
  return join(directory, typeof entry === 'string' ? entry : entry[bin])
}

function run(script, args, { timeoutMs, capture, env = {} }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      env: {
        ...process.env,
        ...(process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }),
        ...env,
      },
      stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    })
    let output = ''
    const collect = (chunk) => {
      output += chunk
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.on('error', (error) => resolve({ status: 1, output: String(error) }))
    child.on('close', (status, signal) => {
      if (signal) output += `\nended by ${signal}: the limit is ${timeoutMs / 1000} s`
      resolve({ status: status ?? 1, output })
    })
  })
}
