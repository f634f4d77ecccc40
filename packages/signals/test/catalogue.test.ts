import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { isUnknown, unknownBecause, type SignalValue } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import {
  asSignal,
  compileSignalPlan,
  compileWindowSignals,
  customSignals,
  defaultWindows,
  ownerOf,
  ORDER_ANOMALY,
  renderSignalsPage,
  SIGNALS,
  WINDOW_SIGNALS,
  type CustomDeclaration,
} from '../src/index.ts'
import { parsedEvent } from './parsed-event.ts'
import { TaughtReference } from './taught-reference.ts'

const PAGE = new URL('../../../docs/reference/signals.md', import.meta.url)
const SHOP = { currency: 'EUR', rates: null, homeCountry: null }
const PROFILE = { inheritedTrust: null, restored: false }

describe('the catalogue', () => {
  it('gives every signal a name of its own, spelled group.name', () => {
    const names = SIGNALS.map(({ name }) => name)
    expect(names.filter((name) => !/^[a-z]+(?:_[a-z]+)*\.[a-z][a-z0-9_]*$/.test(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
  })

  it('says of every signal what it means in one sentence', () => {
    const all = [...SIGNALS, ...defaultWindows, ...WINDOW_SIGNALS]
    expect(all.filter(({ doc }) => !/^\S.{5,}\.$/.test(doc)).map(({ name }) => name)).toEqual([])
  })

  it('holds nothing that must not be stored in the clear', () => {
    expect(SIGNALS.filter(({ privacy }) => privacy === 'personal')).toEqual([])
  })

  it('names who answers for every signal, for those of a shop the shop', () => {
    const all = [...SIGNALS, ...defaultWindows, ...WINDOW_SIGNALS].map(({ name }) => name)
    expect(all.filter((name) => ownerOf(name) === undefined)).toEqual([])
    expect(new Set(all.map((name) => ownerOf(name))).has('shop')).toBe(false)
    expect(['custom.loyalty', 'list.blocked_cards'].map(ownerOf)).toEqual(['shop', 'shop'])
  })

  it('is what docs/reference/signals.md shows (UPDATE_DOCS=1 writes it)', () => {
    const page = renderSignalsPage([
      ...SIGNALS,
      ...defaultWindows.map(asSignal),
      ...WINDOW_SIGNALS,
      ORDER_ANOMALY,
    ])
    if (process.env['UPDATE_DOCS']) writeFileSync(PAGE, page)
    expect(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '').toBe(page)
  })
})

describe('signals computed from windows', () => {
  const before = [...SIGNALS, ...defaultWindows.map(asSignal)]

  it('read what exists, and stand behind all that they read', () => {
    const known = new Set(before.map(({ name }) => name))
    for (const { name, from } of WINDOW_SIGNALS) {
      expect([name, from.filter((source) => !known.has(source))]).toEqual([name, []])
      expect([name, known.has(name)]).toEqual([name, false])
      known.add(name)
    }
  })

  it('are unknown, and do not fail, where nothing is known', () => {
    const vector = before.map(() => unknownBecause('not_sent') as SignalValue)
    compileWindowSignals(WINDOW_SIGNALS, before, []).append(vector, [])
    expect(vector).toHaveLength(before.length + WINDOW_SIGNALS.length)
    const told = WINDOW_SIGNALS.filter((_, at) => !isUnknown(vector[before.length + at]))
    // Nobody is known until something says so.
    expect(told.map(({ name }) => name)).toEqual(['customer.is_known'])
  })
})

it('signals computed from windows read those too that no vector holds', () => {
  const definition = {
    name: 'a.sum',
    type: 'double' as const,
    doc: 'Sum.',
    privacy: 'none' as const,
    from: ['a.shown', 'a.base', 'a.gone', 'a.other_base'],
    compute: (values: readonly SignalValue[]) =>
      values.map((value) => (isUnknown(value) ? value.reason : value)) as unknown as string[],
  }
  const named = (name: string) => ({ ...definition, name })
  const plan = compileWindowSignals(
    [definition],
    [named('a.first'), named('a.shown')],
    [named('a.base'), named('a.other_base')],
  )
  const vector: SignalValue[] = [1, 2]
  plan.append(vector, [3, 4])
  expect(vector).toEqual([1, 2, [2, 3, 'not_sent', 4]])
})

describe('the read plan', () => {
  const event = parsedEvent({
    device: { ip_address: '198.51.100.7', user_agent: 'ua', accept_language: 'de' },
    email: { address: 'a@example.com' },
    billing: { country: 'DE', postal: '10115', phone_number: '030' },
    shipping: { country: 'DE', postal: '20095', phone_number: '040' },
    credit_card: { issuer_id_number: '411111', avs_result: 'Y', cvv_result: 'M' },
  })

  it('asks each question once', () => {
    const reference = new TaughtReference({})
    compileSignalPlan().read(event, reference)
    expect(reference.asked.toSorted()).toEqual([
      'accept_language de',
      'avs Y',
      'card 411111',
      'country DE',
      'cvv M',
      'distance',
      'distance',
      'distance',
      'email a@example.com',
      'ip 198.51.100.7',
      'phone DE 030',
      'phone DE 040',
      'place 10115',
      'place 20095',
      'user_agent ua',
    ])
  })

  it('asks nothing that no signal and no entity needs', () => {
    const reference = new TaughtReference({})
    compileSignalPlan([]).read(event, reference)
    expect(reference.asked.toSorted()).toEqual([
      'email a@example.com',
      'ip 198.51.100.7',
      'phone DE 030',
      'phone DE 040',
    ])
  })

  it('asks nothing about an empty event', () => {
    const reference = new TaughtReference({})
    compileSignalPlan().read(parsedEvent({}), reference)
    expect(reference.asked).toEqual([])
  })
})

describe('custom inputs', () => {
  const declarations: CustomDeclaration[] = [
    { name: 'is_member', type: 'bool', doc: 'Member of the club.' },
    { name: 'visits', type: 'int', doc: 'Visits to the store.' },
    { name: 'margin', type: 'double', doc: 'Margin of the order, 0 to 1.' },
    { name: 'warehouse', type: 'string', doc: 'Code of the warehouse.', privacy: 'none' },
    { name: 'note', type: 'string', doc: 'What the clerk wrote.' },
  ]
  const plan = compileSignalPlan(customSignals(declarations))
  const valuesOf = (inputs: Record<string, boolean | number | string> | undefined) => {
    const event = parsedEvent(inputs ? { custom_inputs: inputs } : {})
    const readings = plan.read(event, new TaughtReference({}))
    return plan
      .compute({ event, readings, shop: SHOP, profile: PROFILE })
      .map((value) => (isUnknown(value) ? value.reason : value))
  }

  it('are signals under custom.NAME, in the order of their declarations', () => {
    expect(plan.declarations.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'custom.is_member: bool',
      'custom.visits: int',
      'custom.margin: double',
      'custom.warehouse: string',
      'custom.note: string',
    ])
    const sent = { is_member: false, visits: 3, margin: 0.25, warehouse: 'B', note: 'x' }
    expect(valuesOf(sent)).toEqual([false, 3, 0.25, 'B', 'x'])
  })

  it('are unknown when absent or of another type than declared', () => {
    expect(valuesOf(undefined)).toEqual(Array.from({ length: 5 }, () => 'not_sent'))
    expect(valuesOf({ is_member: 'no', visits: 2.5, margin: true, warehouse: 7 })).toEqual([
      'malformed_input',
      'malformed_input',
      'malformed_input',
      'malformed_input',
      'not_sent',
    ])
  })

  it('count a text as personal unless the shop says otherwise', () => {
    expect(plan.declarations.map(({ privacy }) => privacy)).toEqual([
      'none',
      'none',
      'none',
      'none',
      'personal',
    ])
  })

  it('refuse a name that no rule can spell', () => {
    expect(() => customSignals([{ name: 'A-b', type: 'int', doc: 'x' }])).toThrow('`A-b`')
  })

  it('do not mistake what every object inherits for an input', () => {
    const inherited = compileSignalPlan(
      customSignals([{ name: 'constructor', type: 'string', doc: 'x' }]),
    )
    const event = parsedEvent({ custom_inputs: {} })
    const readings = inherited.read(event, new TaughtReference({}))
    const [value] = inherited.compute({ event, readings, shop: SHOP, profile: PROFILE })
    expect(isUnknown(value)).toBe(true)
  })
})
