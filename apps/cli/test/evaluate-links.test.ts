import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { rankingFigures } from '@gatehouse/scoring'
import type { LinksEvaluation } from '../src/evaluate/links/evaluate-links.ts'
import { gatehouse, type Ran } from './terminal.ts'

/** Trains several hundred trees. */
vi.setConfig({ testTimeout: 240_000 })

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'gatehouse-links-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Made-up links: one kind of names is malicious and the other is not. */
function links(seed: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) =>
    at % 2 === 0
      ? `1,https://secure-login-${seed}${at}.top/verify/account,made-up-phish,`
      : `0,https://www.garden-club-${seed}${at}.org/,made-up-clubs,`,
  )
}

function file(name: string, rows: readonly string[]): string {
  const path = join(folder, name)
  const text = `label,url,source,novel\n${rows.join('\n')}\n`
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

function evaluate(...args: readonly string[]): Promise<Ran> {
  return gatehouse('evaluate', 'links', ...args)
}

it('trains on one table, measures on another, and writes a score for every row', async () => {
  const [json, scores] = [join(folder, 'links.json'), join(folder, 'scores.csv')]
  const test = file('test.csv', [...links('b', 60), '0,http://[::bad/,broken,', '0,no label,x'])
  const hard = join(folder, 'hard.csv')
  writeFileSync(hard, 'domain\nclub-of-gardens.org\n')
  const train = file('train.csv.gz', links('a', 300))
  const tables = ['--train', train, '--test', test, '--hard-benign', hard]
  const { exitCode, printed } = await evaluate(...tables, '--json', json, '--scores', scores)
  expect(exitCode).toBe(0)
  const evaluation = JSON.parse(readFileSync(json, 'utf8')) as LinksEvaluation
  expect(evaluation).toMatchObject({ rows: 61, positives: 30, train_rows: 300, unread: 1 })
  expect(evaluation.auc).toBeGreaterThan(0.99)
  expect(evaluation.models.map(({ model }) => model.split(' ')[0])).toEqual(['trained', 'shipped'])
  expect(evaluation.per_source['made-up-phish']).toMatchObject({ label: 1, rows: 30 })
  expect(evaluation.hard_benign).toMatchObject({ rows: 1 })
  expect(evaluation.p99_us).toBeGreaterThanOrEqual(evaluation.p50_us)
  expect(printed).toContain('recall at 1 % FPR')

  const written = readFileSync(scores, 'utf8').trimEnd().split('\n').slice(1)
  const cells = written.map((line) => line.split(',').map(Number))
  expect(cells.map(([row]) => row)).toEqual(Array.from({ length: 61 }, (_, at) => at + 1))
  const again = rankingFigures(
    cells.map(([, , score]) => score!),
    cells.map(([, label]) => label!),
  )
  expect(evaluation.auc).toBeCloseTo(again.auc, 12)
})

it('measures the model that ships when nothing is learned, and never looks at scheme, www and slash', async () => {
  const twice = links('c', 40)
  const bare = twice.map((row) => row.replace('https://www.', 'http://').replace('/,', ','))
  const json = [join(folder, 'a.json'), join(folder, 'b.json')] as const
  await evaluate('--test', file('a.csv', twice), '--scores', json[0])
  await evaluate('--test', file('b.csv', bare), '--scores', json[1])
  expect(readFileSync(json[1], 'utf8')).toBe(readFileSync(json[0], 'utf8'))
})

it('warns when domains of the test are learned from', async () => {
  const rows = links('d', 60)
  const { noted } = await evaluate('--train', file('t.csv', rows), '--test', file('u.csv', rows))
  expect(noted).toContain('60 domains of the test are learned from')
})

it.each([
  [['--train', 'x'], 2, '`--test FILE` is missing'],
  [['--test', 'nowhere.csv'], 1, 'there is no file `nowhere.csv`'],
] as const)('%j says why', async (args, code, message) => {
  const { exitCode, noted } = await evaluate(...args)
  expect(exitCode).toBe(code)
  expect(noted).toContain(message)
})
