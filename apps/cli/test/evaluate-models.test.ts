import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { rankingFigures } from '@gatehouse/scoring'
import type { ModelsEvaluation } from '../src/evaluate/models/models-evaluation.ts'
import { gatehouse, inTree, type Ran } from './terminal.ts'

/** Replays and trains some twenty models; the first run may compile the look-up tables. */
vi.setConfig({ testTimeout: 240_000 })

const [HEADER, ...ROWS] = readFileSync(inTree('examples/orders/sample-orders.csv'), 'utf8')
  .trimEnd()
  .split('\n') as [string, ...string[]]
const [TRAIN_END, DEV_END] = [400, 550]

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'gatehouse-models-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, rows: readonly string[]): string {
  const path = join(folder, name)
  const text = `${[HEADER, ...rows].join('\n')}\n`
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

/** The three parts of the sample orders, row by row as `change` has them. */
function parts(name: string, change = (row: string) => row): string[] {
  const rows = ROWS.map(change)
  const train = file(`${name}-train.csv.gz`, rows.slice(0, TRAIN_END))
  const dev = file(`${name}-dev.csv`, rows.slice(TRAIN_END, DEV_END))
  const test = file(`${name}-test.csv`, rows.slice(DEV_END))
  return ['--train', train, '--dev', dev, '--test', test]
}

function evaluate(...args: readonly string[]): Promise<Ran> {
  return gatehouse('evaluate', 'models', '--set', 'sample', '--seeds', '1', ...args)
}

describe('evaluating models on the sample history', () => {
  it('measures what each part teaches, and writes a score for every test order', async () => {
    const [json, scores] = [join(folder, 'models.json'), join(folder, 'scores.csv')]
    const args = [...parts('plain'), '--json', json, '--scores', scores]
    const { exitCode, printed } = await evaluate(...args)
    expect(exitCode).toBe(0)
    const evaluation = JSON.parse(readFileSync(json, 'utf8')) as ModelsEvaluation
    const { variants, chosen, rows, positives } = evaluation
    expect(variants.map(({ name }) => name)).toEqual([
      'raw',
      'order',
      'windows',
      'links',
      'history',
      'everything',
      'packs',
      'anomaly',
    ])
    const frauds = ROWS.slice(DEV_END).filter((row) => row.split(',')[2] === '1').length
    expect({ rows, positives }).toEqual({ rows: ROWS.length - DEV_END, positives: frauds })
    expect(evaluation).toMatchObject({ train_rows: TRAIN_END, leaks: [] })
    expect(printed).toContain('recall at 1 % FPR')

    const written = readFileSync(scores, 'utf8').trimEnd().split('\n')
    expect(written[0]).toBe('row,label,score')
    const cells = written.slice(1).map((line) => line.split(',').map(Number))
    expect(cells.map(([row]) => row)).toEqual(ROWS.slice(DEV_END).map((_, at) => at + 1))
    const again = rankingFigures(
      cells.map(([, , score]) => score!),
      cells.map(([, label]) => label!),
    )
    expect(evaluation.auc).toBeCloseTo(again.auc, 12)
    expect(evaluation.average_precision).toBeCloseTo(again.averagePrecision, 12)
    expect(evaluation.auc).toBe(variants.find(({ name }) => name === chosen)!.auc)
  })

  it('names a column that knows the label', async () => {
    const planted = parts('planted', (row) => {
      const cells = row.split(',')
      cells[4] = cells[2] === '1' ? 'refunded' : 'shipped'
      return cells.join(',')
    })
    const { printed } = await evaluate(...planted)
    expect(printed).toContain('`raw.category` alone has an AUC of 1.0000')
  })
})

describe('labels of earlier orders', () => {
  /** One customer behind all fraud: whoever knows of the first knows the others. */
  const ofOneCustomer = (row: string): string[] => {
    const cells = row.split(',')
    if (cells[2] === '1') cells[6] = 'ring@example.com'
    return cells
  }

  /** Columns that vary, of those that labels make. */
  async function columnsFromLabels(name: string, change: (row: string) => string) {
    const json = join(folder, `${name}.json`)
    const { exitCode } = await evaluate(...parts(name, change), '--json', json)
    expect(exitCode).toBe(0)
    const { variants } = JSON.parse(readFileSync(json, 'utf8')) as ModelsEvaluation
    const columns = (variant: string) => variants.find(({ name: own }) => own === variant)!.columns
    return columns('history') - columns('links')
  }

  it('learns from labels of the past once they are known, and not from those that are not', async () => {
    const months = await columnsFromLabels('months', (row) => ofOneCustomer(row).join(','))
    const startMs = Date.parse('2023-01-01T00:00:00Z')
    let minute = 0
    // All within nine days: the first label would be known after fourteen.
    const days = await columnsFromLabels('days', (row) => {
      const time = new Date(startMs + 15 * 60_000 * minute++).toISOString()
      return [time, ...ofOneCustomer(row).slice(1)].join(',')
    })
    expect(months).toBeGreaterThan(days)
  })
})

describe('files that cannot be evaluated', () => {
  it('are those that overlap in time', async () => {
    const [, train, , dev, , test] = parts('swapped') as [
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    const { exitCode, noted } = await evaluate('--train', dev, '--dev', train, '--test', test)
    expect(exitCode).toBe(1)
    expect(noted).toContain(`${train}: its first order is earlier than the last one of the file`)
  })

  it('are those without fraud', async () => {
    const { exitCode, noted } = await evaluate(
      ...parts('good', (row) => row.replace(/^([^,]*,[^,]*),1,/, '$1,0,')),
    )
    expect(exitCode).toBe(1)
    expect(noted).toContain('`--train`: its labels are not of both kinds')
  })

  it.each([
    [['--dev', 'x', '--test', 'x'], 2, '`--train FILE` is missing'],
    [['--train', 'nowhere.csv', '--dev', 'x', '--test', 'x'], 1, 'there is no file `nowhere.csv`'],
    [['--train', 'x', '--dev', 'x', '--test', 'x', '--warm', ''], 2, '`--warm` needs a value'],
  ] as const)('%j says why', async (args, code, message) => {
    const { exitCode, noted } = await evaluate(...args)
    expect(exitCode).toBe(code)
    expect(noted).toContain(message)
  })
})
