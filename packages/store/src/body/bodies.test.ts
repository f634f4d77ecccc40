import { expect, it } from 'vitest'
import type { Sql, Statement } from '../connection/sql.ts'
import { INSERT_BODY_MODEL, NEWEST_BODY_MODEL } from '../queries/body-models.ts'
import { openBodies } from './bodies.ts'
import { bodyText, decodeBody, encodeBody } from './body-codec.ts'
import { countBodies } from './body-counts.ts'
import { BodyModel } from './body-model.ts'
import { deflateRawSync } from 'node:zlib'

const RULES = Array.from({ length: 40 }, (_, n) => `rule_${n}`)
const owner = (n: number) => ({ id: `id-${n}`, eventId: null, transactionId: null })
const bodyOf = (n: number, rules: readonly string[] = RULES) => ({
  eventJson: Buffer.from(JSON.stringify({ n })),
  decisionJson: Buffer.from(
    JSON.stringify({ rules: rules.map((id) => ({ id, result: 'no_hit', points: 0 })) }),
  ),
})
const texts = Array.from({ length: 400 }, (_, n) => bodyText(bodyOf(n), owner(n)))

function counted(isOrdered: boolean) {
  const counting = countBodies(texts, isOrdered)
  for (;;) {
    const step = counting.next()
    if (step.done === true) return step.value
  }
}

/** A table of models that starts with one. */
function modelsFrom(counts: object): { readonly sql: Sql; readonly models: Buffer[] } {
  const models: Buffer[] = [deflateRawSync(JSON.stringify(counts))]
  const rows = async (statement: Statement, values?: readonly unknown[]) => {
    if (statement === INSERT_BODY_MODEL) models.push(values![0] as Buffer)
    if (statement === INSERT_BODY_MODEL || statement === NEWEST_BODY_MODEL)
      return [{ model_id: models.length, counts: models.at(-1) }]
    return [{ model_id: values![0], counts: models[(values![0] as number) - 1]! }]
  }
  return { sql: { rows, run: async () => 0 } as unknown as Sql, models }
}

it('a model of before there were orders is replaced once, and what it wrote stays readable', async () => {
  const { sql, models } = modelsFrom(counted(false))
  const bodies = await openBodies(sql)
  const before = bodies.encode(bodyOf(1), owner(1))
  expect(before[0]).toBe(2)
  for (let n = 0; n < 400; n += 1) bodies.encode(bodyOf(n), owner(n))
  expect(await bodies.learn()).toBe(true)
  const after = bodies.encode(bodyOf(1), owner(1))
  expect(after[0]).toBe(3)
  for (let n = 0; n < 400; n += 1) bodies.encode(bodyOf(n), owner(n))
  expect(await bodies.learn()).toBe(false)
  expect(models).toHaveLength(2)
  const other = await openBodies(sql)
  expect(await other.decode(before, owner(1))).toEqual(bodyOf(1))
  expect(await other.decode(after, owner(1))).toEqual(bodyOf(1))
})

it('a model is replaced when bodies grow by more than a quarter, ever less readily', async () => {
  const { sql, models } = modelsFrom(counted(true))
  const bodies = await openBodies(sql)
  let random = 7
  const noise = (count: number) =>
    Array.from({ length: count }, () => (random = (random * 48_271) % 2_147_483_647))
  const write = (count: number, length: number) => {
    for (let n = 0; n < count; n += 1) {
      const body = { eventJson: Buffer.from(JSON.stringify(noise(length))), decisionJson: null }
      bodies.encode(body, owner(n))
    }
  }
  write(1000, 10)
  expect(await bodies.learn()).toBe(false)
  write(1000, 11)
  expect(await bodies.learn()).toBe(false)
  write(1000, 20)
  expect(await bodies.learn()).toBe(true)
  write(1000, 40)
  expect(await bodies.learn()).toBe(false)
  write(1000, 40)
  expect(await bodies.learn()).toBe(true)
  expect(models).toHaveLength(3)
})

it('rules that come in their order take next to nothing, and a new one among them little', () => {
  const numbered = (isOrdered: boolean) => ({
    modelId: 1,
    model: new BodyModel(counted(isOrdered)),
  })
  const [unordered, ordered] = [numbered(false), numbered(true)]
  const bytes = (model: typeof ordered, rules?: readonly string[]) =>
    encodeBody(bodyOf(7, rules), owner(7), model).length
  expect(bytes(unordered) - bytes(ordered)).toBeGreaterThan(20)
  const changed = [...RULES.slice(0, 20), 'brand_new', ...RULES.slice(25)]
  expect(bytes(ordered, changed) - bytes(ordered)).toBeLessThan(20)
  const stored = encodeBody(bodyOf(7, changed), owner(7), ordered)
  expect(decodeBody(stored, owner(7), ordered.model)).toEqual(bodyOf(7, changed))
})
