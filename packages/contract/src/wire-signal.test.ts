import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wireSignalSchema } from './decision.ts'
import { unknownBecause, type SignalValue } from './signal-value.ts'
import { accepts } from './validator.case.ts'
import { fromWireSignal, toWireSignal } from './wire-signal.ts'

describe('a signal on the wire', () => {
  it('comes back as it went, unknown with its reason included', () => {
    const values: fc.Arbitrary<SignalValue> = fc.oneof(
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.string(),
      fc.array(fc.string()),
      fc.constantFrom('no_ip', 'late').map(unknownBecause),
    )
    fc.assert(
      fc.property(values, (value) => {
        const wire = JSON.parse(JSON.stringify(toWireSignal(value))) as ReturnType<
          typeof toWireSignal
        >
        expect(accepts(wireSignalSchema, wire)).toBe(true)
        expect(fromWireSignal(wire)).toEqual(value)
      }),
    )
  })

  it('gives back the one instance of a reason', () => {
    expect(fromWireSignal({ unknown: 'no_ip' })).toBe(unknownBecause('no_ip'))
  })

  it('says of a number that JSON does not have that it is unknown', () => {
    expect([NaN, Infinity, -Infinity].map(toWireSignal)).toEqual(
      Array.from({ length: 3 }, () => ({ unknown: 'not_finite' })),
    )
  })
})
