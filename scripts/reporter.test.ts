import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'

const checkout = dirname(dirname(fileURLToPath(import.meta.url)))
const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Runs vitest over test files of its own; they lie in the checkout so that they find vitest. */
function run(files: Record<string, string>): { totals: unknown; stdout: string } {
  const folder = mkdtempSync(join(checkout, 'node_modules/.reporter-'))
  folders.push(folder)
  const imports = "import { beforeAll, describe, expect, it } from 'vitest'\n"
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), imports + text)
  }
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    "export default { test: { include: ['*.case.ts'], exclude: [] } }\n",
  )
  const totalsFile = join(folder, 'totals.json')
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(checkout, 'node_modules/vitest/vitest.mjs'),
      'run',
      `--root=${folder}`,
      `--reporter=${join(checkout, 'scripts/reporter.ts')}`,
    ],
    { encoding: 'utf8', env: { ...process.env, TEST_TOTALS_FILE: totalsFile }, timeout: 25_000 },
  )
  return { totals: JSON.parse(readFileSync(totalsFile, 'utf8')), stdout }
}

it('counts each test once and repeats the reason of each skip', () => {
  const { totals, stdout } = run({
    'a.case.ts': `
      it('passes', () => expect(1).toBe(1))
      it('fails', () => expect(1).toBe(2))
      it('waits', ({ skip }) => { skip('needs postgresql-15') })
    `,
  })
  expect(totals).toEqual({ passed: 1, failed: 1, skipped: 1 })
  expect(stdout).toContain('SKIPPED a.case.ts > waits: needs postgresql-15')
})

it('counts a set-up or a file that breaks as a failure', () => {
  const { totals } = run({
    'setup.case.ts': `
      describe('group', () => {
        beforeAll(() => { throw new Error('no database') })
        it('would pass', () => expect(1).toBe(1))
      })
    `,
    'broken.case.ts': "import './not-there.ts'\nit('is never seen', () => {})\n",
    'fine.case.ts': "it('passes', () => expect(1).toBe(1))\n",
  })
  expect(totals).toEqual({ passed: 1, failed: 2, skipped: 1 })
})
