import {
  isUnknown,
  type OrderEvent,
  type Outside,
  type Reference,
  type SignalType,
  type SignalValue,
} from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileSignalPlan, UNKNOWN_REASONS } from '../src/index.ts'
import { arbitraryEvent, PERSONAL_MARK } from './arbitrary-event.ts'
import { arbitraryOutside } from './arbitrary-outside.ts'
import { arbitraryReference } from './arbitrary-reference.ts'
import { parsedEvent } from './parsed-event.ts'

const plan = compileSignalPlan()
const BLOCKS = [
  'device',
  'account',
  'email',
  'billing',
  'shipping',
  'payment',
  'credit_card',
  'order',
  'shopping_cart',
  'session',
  'seller',
  'behaviour',
] as const satisfies readonly (keyof OrderEvent)[]
type Block = (typeof BLOCKS)[number]

/** The blocks that the signals of a group can be read from. Without them nothing is known. */
const BLOCKS_OF_GROUP: Readonly<Record<string, readonly Block[]>> = {
  ip: ['device'],
  address: ['device', 'billing', 'shipping'],
  billing: ['billing'],
  shipping: ['shipping'],
  email: ['email'],
  device: ['device', 'behaviour'],
  card: ['credit_card'],
  payment: ['payment', 'credit_card'],
  order: ['order', 'shopping_cart', 'account'],
  due: ['order', 'payment'],
  shopper: ['device', 'billing'],
  account: ['account'],
  session: ['session', 'device'],
  behaviour: ['behaviour'],
  seller: ['seller'],
}

const IS_OF_TYPE: Readonly<Record<SignalType, (value: SignalValue) => boolean>> = {
  bool: (value) => typeof value === 'boolean',
  int: (value) => Number.isSafeInteger(value),
  double: (value) => Number.isFinite(value),
  string: (value) => typeof value === 'string' && value !== '',
  string_list: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  timestamp: (value) => Number.isSafeInteger(value),
}

function signalsOf(
  event: OrderEvent,
  reference: Reference,
  outside: Outside,
): ReadonlyMap<string, SignalValue> {
  const parsed = parsedEvent(event)
  const values = plan.compute({
    event: parsed,
    readings: plan.read(parsed, reference),
    shop: { currency: 'EUR', rates: null, homeCountry: 'DE' },
    profile: { inheritedTrust: null, restored: false },
    outside,
  })
  return new Map(plan.declarations.map(({ name }, index) => [name, values[index]!]))
}

function without(event: OrderEvent, blocks: readonly Block[]): OrderEvent {
  const kept = Object.entries(event).filter(([name]) => !blocks.includes(name as Block))
  return Object.fromEntries(kept)
}

function known(signals: ReadonlyMap<string, SignalValue>): string[] {
  return [...signals].filter(([, value]) => !isUnknown(value)).map(([name]) => name)
}

describe('for any event and any answers', () => {
  it('every signal is of its declared type, or unknown for a stated reason', () => {
    fc.assert(
      fc.property(
        arbitraryEvent,
        arbitraryReference,
        arbitraryOutside,
        (event, reference, outside) => {
          const signals = signalsOf(event, reference, outside)
          const wrong = plan.declarations.filter(({ name, type }) => {
            const value = signals.get(name)!
            return isUnknown(value)
              ? !Object.hasOwn(UNKNOWN_REASONS, value.reason)
              : !IS_OF_TYPE[type](value)
          })
          expect(wrong.map(({ name }) => [name, signals.get(name)])).toEqual([])
        },
      ),
    )
  })

  it('no signal repeats what says who a person is', () => {
    fc.assert(
      fc.property(
        arbitraryEvent,
        arbitraryReference,
        arbitraryOutside,
        (event, reference, outside) => {
          const telling = [...signalsOf(event, reference, outside)].filter(
            ([, value]) =>
              JSON.stringify(value).includes(PERSONAL_MARK) || value === event.device?.ip_address,
          )
          expect(telling).toEqual([])
        },
      ),
    )
  })

  it('a group whose blocks are absent is unknown, never false', () => {
    fc.assert(
      fc.property(
        arbitraryEvent,
        arbitraryReference,
        arbitraryOutside,
        (event, reference, outside) => {
          for (const [group, blocks] of Object.entries(BLOCKS_OF_GROUP)) {
            const signals = signalsOf(without(event, blocks), reference, outside)
            expect(known(signals).filter((name) => name.startsWith(`${group}.`))).toEqual([])
          }
        },
      ),
    )
  })

  it('leaving blocks out never makes a signal known', () => {
    // What earlier orders cost is read in the currency of the order, where one is sent.
    const READ_OTHERWISE = 'account.orders_amount_minor'
    fc.assert(
      fc.property(
        arbitraryEvent,
        arbitraryReference,
        arbitraryOutside,
        fc.subarray([...BLOCKS]),
        (event, reference, outside, blocks) => {
          const whole = signalsOf(event, reference, outside)
          const part = signalsOf(without(event, blocks), reference, outside)
          const onlyThen = known(part).filter((name) => isUnknown(whole.get(name)))
          expect(onlyThen.filter((name) => name !== READ_OTHERWISE)).toEqual([])
        },
      ),
    )
  })
})
