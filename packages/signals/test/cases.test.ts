import { readdirSync, readFileSync } from 'node:fs'
import {
  type ElsewhereAnswer,
  isUnknown,
  type HistoryAnswer,
  NOTHING_OUTSIDE,
  type LinkAnswer,
  type LinkedAnswer,
  type OrderEvent,
  type Outside,
  type SharedListAnswer,
} from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { compileSignalPlan, SIGNALS, type Profile, type ShopSettings } from '../src/index.ts'
import { parsedEvent } from './parsed-event.ts'
import { TaughtReference, type Lessons } from './taught-reference.ts'

interface Case {
  readonly name: string
  readonly event: OrderEvent
  readonly expect: Readonly<Record<string, unknown>>
  readonly reference?: Lessons
  readonly shop?: Partial<ShopSettings>
  readonly profile?: Partial<Profile>
  readonly outside?: Partial<Outside>
  readonly linked?: LinkedAnswer
  readonly links?: LinkAnswer
  readonly history?: HistoryAnswer
  readonly sharedList?: SharedListAnswer
  readonly elsewhere?: ElsewhereAnswer
}
interface CaseFile {
  readonly reference?: Lessons
  readonly cases: readonly Case[]
}

const FOLDER = new URL('../../../spec/signals/', import.meta.url)
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({
    name,
    ...(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as CaseFile),
  }))

const plan = compileSignalPlan()
const knownInSomeCase = new Set<string>()

function signalsOf(one: Case, shared: Lessons): ReadonlyMap<string, unknown> {
  const event = parsedEvent(one.event)
  const values = plan.compute({
    event,
    readings: plan.read(event, new TaughtReference({ ...shared, ...one.reference })),
    shop: { currency: 'EUR', rates: null, homeCountry: null, ...one.shop },
    profile: { inheritedTrust: null, restored: false, ...one.profile },
    outside: { ...NOTHING_OUTSIDE, ...one.outside },
    ...(one.linked === undefined ? {} : { linked: one.linked }),
    ...(one.links === undefined ? {} : { links: one.links }),
    ...(one.history === undefined ? {} : { history: one.history }),
    ...(one.elsewhere === undefined ? {} : { elsewhere: one.elsewhere }),
    ...(one.sharedList === undefined ? {} : { sharedList: one.sharedList }),
  })
  return new Map(plan.declarations.map(({ name }, index) => [name, onTheWire(values[index])]))
}

function onTheWire(value: unknown): unknown {
  return isUnknown(value) ? { unknown: value.reason } : value
}

describe.each(files)('$name', ({ reference = {}, cases }) => {
  it.each(cases)('$name', (one) => {
    const signals = signalsOf(one, reference)
    const named = Object.entries(one.expect)
    expect(Object.fromEntries(named.map(([signal]) => [signal, signals.get(signal)]))).toEqual(
      Object.fromEntries(named.map(([signal, value]) => [signal, nearly(value)])),
    )
    for (const [signal, value] of named) if (!isReason(value)) knownInSomeCase.add(signal)
  })
})

function nearly(value: unknown): unknown {
  return typeof value === 'number' ? expect.closeTo(value, 6) : value
}

function isReason(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value)
}

it('every signal has a case in which it is known', () => {
  expect(SIGNALS.map(({ name }) => name).filter((name) => !knownInSomeCase.has(name))).toEqual([])
})
