/** What the command line asks of a running server about models. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Decision } from '@gatehouse/contract'
import { writeModel } from '@gatehouse/scoring'
import { stringify } from 'yaml'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { START_TIMEOUT_MS, startOwnServer, type OwnServer } from './own-server.ts'
import { gatehouseIn, inTree } from './terminal.ts'

vi.setConfig({ testTimeout: 120_000 })

let own: OwnServer
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-models-'))
beforeAll(async () => {
  own = await startOwnServer()
}, START_TIMEOUT_MS)
afterAll(async () => {
  await own.close()
  rmSync(folder, { recursive: true })
})

const gatehouse = (...args: readonly string[]) =>
  gatehouseIn({ ...own.env, GATEHOUSE_URL: own.server.url }, ...args)

async function decided(): Promise<Decision> {
  const response = await fetch(`${own.server.url}/v1/decisions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${own.server.apiKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ order: { amount: 500, currency: 'EUR' } }),
  })
  return (await response.json()) as Decision
}

/** One tree: nine in ten orders over 300 are fraud, and one in a hundred of the others. */
function dearIsFraud(): string {
  return writeModel({
    about: { rows: 1000, positives: 40 },
    features: [{ kind: 'number', name: 'order.amount', monotone: 0, bounds: Float64Array.of(300) }],
    base: 0,
    trees: [
      {
        feature: Int32Array.of(0),
        threshold: Float64Array.of(300),
        missingLeft: Uint8Array.of(1),
        sets: [null],
        left: Int32Array.of(~0),
        right: Int32Array.of(~1),
        leafValue: Float64Array.of(Math.log(0.01 / 0.99), Math.log(9)),
        cover: Float64Array.of(1000),
        leafCover: Float64Array.of(900, 100),
      },
    ],
    calibration: { kind: 'platt', slope: 1, intercept: 0 },
  })
}

it('a model is added, shown, put in force and taken out again', async () => {
  const path = join(folder, 'amounts.json')
  writeFileSync(path, dearIsFraud())
  const added = await gatehouse('models', 'add', path, '--name', 'amounts', '--note', 'a try')
  expect(added.exitCode).toBe(0)
  const id = /[0-9a-f]{64}/.exec(added.printed)![0]
  expect((await gatehouse('models', 'list')).printed).toContain(`${id.slice(0, 12)}  amounts`)
  const promoted = await gatehouse('models', 'promote', id.slice(0, 8), '--to', 'champion')
  expect(promoted.printed).toContain('is champion')
  const shown = await gatehouse('models', 'show', id)
  for (const part of [id, 'champion at the checkpoint `order`', 'a try', 'positives']) {
    expect(shown.printed).toContain(part)
  }
  const decision = await decided()
  const told = await gatehouse('decision', decision.id)
  expect(told.printed).toContain('the model gives a probability of fraud of 90.00 %')
  expect(told.printed).toMatch(/\+\d\.\d\d {2}for fraud {2}order\.amount {2}500/)
  const compared = await gatehouse('models', 'compare', id.slice(0, 8))
  expect(compared.printed).toContain('it was asked about no event')
  expect((await gatehouse('models', 'rollback')).printed).toContain('no model decides at `order`')
})

it('a model of LightGBM is imported, decides, and says what LightGBM says', async () => {
  const golden = JSON.parse(readFileSync(inTree('spec/models/lightgbm-binary.json'), 'utf8')) as {
    map: object
    signals: { name: string }[]
    rows: unknown[][]
    probability: number[]
  }
  const map = join(folder, 'map.yaml')
  writeFileSync(map, stringify(golden.map))
  const file = inTree('spec/models/lightgbm-binary.txt')
  const imported = await gatehouse('models', 'import', file, '--signals', map, '--add')
  expect(imported).toMatchObject({ exitCode: 0, noted: '' })
  expect(imported.printed).toContain('LightGBM: 16 trees over 9 features')
  const id = /[0-9a-f]{64}/.exec(imported.printed)![0]
  const shown = await gatehouse('models', 'show', id)
  expect(shown.printed).toContain(createHash('sha256').update(readFileSync(file)).digest('hex'))
  await gatehouse('models', 'promote', id, '--to', 'champion')
  const decision = await decided()
  // The first row of the cases is this order: nothing is known but the amount.
  const known = golden.signals.map(({ name }) => decision.signals[name])
  expect(known.map((value) => (typeof value === 'number' ? value : null))).toEqual(golden.rows[0])
  expect(decision.model).toMatchObject({ version: id, probability: golden.probability[0] })
  await gatehouse('models', 'retire', id)
})

it('a file that is no model and an id that is none are refused in words', async () => {
  const path = join(folder, 'other.json')
  writeFileSync(path, '{"format":"other"}')
  const refused = await gatehouse('models', 'add', path)
  expect(refused.exitCode).not.toBe(0)
  expect(refused.noted).toContain('its format is not `gatehouse-trees/1`')
  expect((await gatehouse('models', 'show', 'abcdef12')).noted).toContain('no model of this shop')
})
