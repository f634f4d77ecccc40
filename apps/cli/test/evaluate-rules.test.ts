import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Ruleset } from '@gatehouse/contract'
import type { Evaluation } from '../src/evaluate/evaluation.ts'
import { mergePacks } from '../src/evaluate/merge-packs.ts'
import { makeVariants, MEASURED_PACKS } from '../src/evaluate/variants.ts'
import { readLists } from '../src/rulesets/read-ruleset.ts'
import { shopCatalogue } from '../src/rulesets/shop-catalogue.ts'
import { gatehouse, inTree, type Ran } from './terminal.ts'

/** Each evaluation is three replays, which take their time on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

const SAMPLE = inTree('examples/orders/sample-orders.csv')
/** The first run compiles the look-up tables, which takes half a minute on a slow machine. */
const COMPILE_TIMEOUT_MS = 240_000
const HEAD_OF_SAMPLE = readFileSync(SAMPLE, 'utf8').split('\n', 400)

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-evaluate-'))
  await evaluate('--set', 'sample', '--test', SAMPLE)
}, COMPILE_TIMEOUT_MS)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function evaluate(...args: readonly string[]): Promise<Ran> {
  return gatehouse('evaluate', 'rules', ...args)
}

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

describe('evaluating rules on the sample history', () => {
  it('measures three rulesets, and the packs as a replay of them does', async () => {
    const json = join(folder, 'evaluation.json')
    const scores = join(folder, 'scores.csv')
    const args = ['--set', 'sample', '--test', SAMPLE, '--pack', 'starter']
    const { exitCode, printed } = await evaluate(...args, '--json', json, '--scores', scores)
    expect(exitCode).toBe(0)
    const { variants, ...about } = JSON.parse(readFileSync(json, 'utf8')) as Evaluation
    expect(about).toMatchObject({ set: 'sample', orders: 810, fraud: 95, bad_rows: 0 })
    expect(variants.map(({ name }) => name)).toEqual([
      'static-rules',
      'packs-without-windows',
      'packs',
    ])

    const replayed = join(folder, 'replayed.csv')
    const mapping = inTree('examples/mappings/sample-orders.yaml')
    await gatehouse('replay', SAMPLE, '--mapping', mapping, '--scores', replayed)
    expect(readFileSync(scores, 'utf8')).toBe(readFileSync(replayed, 'utf8'))
    const expected = JSON.parse(readFileSync(inTree('spec/packs/sample-orders.json'), 'utf8')) as {
      auc: number
      average_precision: number
    }
    const packs = variants[2]!
    expect(packs.auc).toBeCloseTo(expected.auc, 6)
    expect(packs.average_precision).toBeCloseTo(expected.average_precision, 6)
    expect(packs.at_budget.map(({ share }) => share)).toEqual([0.01, 0.05])
    for (const part of ['static-rules', 'recall 1 %', 'precision 5 %', 'AUC', 'lift 20 %']) {
      expect(printed).toContain(part)
    }
  })

  it('gives the scores of the ruleset that is asked for', async () => {
    const [whole, fixed] = [join(folder, 'whole.csv'), join(folder, 'fixed.csv')]
    const args = ['--set', 'sample', '--test', file('head.csv', HEAD_OF_SAMPLE)]
    await evaluate(...args, '--scores', whole)
    await evaluate(...args, '--scores', fixed, '--scores-of', 'static-rules')
    const rowsOf = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(rowsOf(fixed)).toHaveLength(rowsOf(whole).length)
    expect(rowsOf(fixed)).not.toEqual(rowsOf(whole))
  })

  it('fills the windows with earlier orders and measures the later ones alone', async () => {
    const [header, ...rows] = HEAD_OF_SAMPLE
    const early = file('early.csv', [header!, ...rows.slice(0, 200)])
    const late = file('late.csv', [header!, ...rows.slice(200)])
    const json = join(folder, 'late.json')
    const args = ['--set', 'sample', '--test', late, '--train', early, '--json', json]
    expect((await evaluate(...args)).exitCode).toBe(0)
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      orders: rows.length - 200,
      train: ['early.csv'],
      test: 'late.csv',
    })
    const { exitCode, noted } = await evaluate('--set', 'sample', '--test', early, '--train', late)
    expect(exitCode).toBe(1)
    expect(noted).toContain(`${early}: row 1 is earlier than the row before it`)
  })
})

describe('a file that cannot be evaluated', () => {
  it.each([
    [['--set', 'sampel', '--test', SAMPLE], 2, 'there is no such set; did you mean `sample`?'],
    [['--test', SAMPLE], 2, '`--set NAME` is missing'],
    [['--set', 'sample'], 2, '`--test FILE` is missing'],
    [['--set', 'sample', '--test', 'nowhere.csv'], 1, 'there is no file `nowhere.csv`'],
    [['--set', 'ucsd2', '--test', SAMPLE], 1, 'the mapping does not fit'],
    [['--set', 'sample', '--test', SAMPLE, '--pack', 'card-testing'], 1, 'decide about orders'],
  ] as const)('%j says why', async (args, code, message) => {
    const { exitCode, noted } = await evaluate(...args)
    expect(exitCode).toBe(code)
    expect(noted).toContain(message)
  })

  it('is one whose labels are all alike', async () => {
    const good = HEAD_OF_SAMPLE.filter((line, index) => index === 0 || line.split(',')[2] === '0')
    expect(good.length).toBeGreaterThan(100)
    const path = file('good.csv', good)
    const { exitCode, noted } = await evaluate('--set', 'sample', '--test', path)
    expect(exitCode).toBe(1)
    expect(noted).toContain(`${path}: its labels are not of both kinds`)
  })

  it('is one without a single order', async () => {
    const path = file('bad.csv', [HEAD_OF_SAMPLE[0]!, HEAD_OF_SAMPLE[1]!.replaceAll(/\d/g, 'x')])
    const { exitCode, noted } = await evaluate('--set', 'sample', '--test', path)
    expect(exitCode).toBe(1)
    expect(noted).toContain('not one row is an order; row 1: ')
  })
})

describe('the rulesets that are compared', () => {
  const catalogue = shopCatalogue([], readLists())

  it('are without windows where it says so, and keep every other rule', () => {
    const [, without, whole] = makeVariants(MEASURED_PACKS, catalogue)
    const ids = ({ rules }: Ruleset) => new Set(rules.map(({ id }) => id))
    const left = ids(without!.ruleset)
    const gone = whole!.ruleset.rules.filter(
      ({ id, enabled }) => enabled !== false && !left.has(id),
    )
    expect(gone.map(({ id }) => id)).toContain('orders_by_ip_5m')
    expect(
      gone.filter(({ when }) => !/velocity\.|anomaly\.|customer\.|attack\./.test(when)),
    ).toEqual([])
    expect(without!.ruleset.rules.filter(({ when }) => when.includes('velocity.'))).toEqual([])
    expect(left).toContain('disposable_email')
  })

  it('count nothing twice: of two packs with one rule the first has it', () => {
    const [, , whole] = makeVariants(MEASURED_PACKS, catalogue)
    const { rules } = whole!.ruleset
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
    const [, , once] = makeVariants(['starter'], catalogue)
    const same = mergePacks('packs', [
      once!.ruleset,
      {
        ...once!.ruleset,
        rules: once!.ruleset.rules.map((rule) => ({ ...rule, id: `other_${rule.id}` })),
      },
    ])
    expect(same.rules).toEqual(once!.ruleset.rules)
  })
})
