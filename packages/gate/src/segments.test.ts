import { unknownBecause, type SignalDeclaration, type SignalValue } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { compileSegments, segmentOf } from './segments.ts'

const declarations: readonly SignalDeclaration[] = [
  { name: 'order.is_b2b', type: 'bool', doc: '', privacy: 'none' },
  { name: 'order.channel', type: 'string', doc: '', privacy: 'none' },
  { name: 'custom.company', type: 'string', doc: '', privacy: 'personal' },
  { name: 'order.amount', type: 'double', doc: '', privacy: 'none' },
]
const SEGMENTS = [
  { name: 'phone', when: 'order.channel == "phone"' },
  { name: 'business', when: 'order.is_b2b' },
]

function compiled(segments: typeof SEGMENTS) {
  const result = compileSegments(segments, declarations)
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.segments
}

describe('the segment of an event', () => {
  const unknown = unknownBecause('not_sent')
  it.each<[SignalValue, SignalValue, string]>([
    [true, 'web', 'business'],
    [true, 'phone', 'phone'],
    [false, 'phone', 'phone'],
    [false, 'web', 'default'],
    // What is unknown is not true, and the next one is asked.
    [true, unknown, 'business'],
    [unknown, 'web', 'default'],
    [unknown, unknown, 'default'],
  ])('business %s over %s is %s', (isB2b, channel, expected) => {
    expect(segmentOf(compiled(SEGMENTS), [isB2b, channel, unknown, unknown])).toBe(expected)
  })

  it('goes on to the next one where a condition fails', () => {
    const failing = { name: 'failing', when: '1 / (1 - 1) > 0 && order.is_b2b' }
    const segments = compiled([failing, SEGMENTS[1]!])
    expect(segmentOf(segments, [true, 'web', unknown, unknown])).toBe('business')
  })
})

describe('the condition of a segment', () => {
  it.each([
    ['order.is_b2', 'unknown_name'],
    ['order.amount', 'wrong_type'],
    ['order.channel in lists.partners', 'unknown_name'],
    // Not kept with the decision: nobody could say later which rules it came under.
    ['custom.company == "ACME"', 'not_allowed'],
  ])('`%s` is refused as %s', (when, code) => {
    expect(compileSegments([SEGMENTS[0]!, { name: 'faulty', when }], declarations)).toMatchObject({
      ok: false,
      issues: [{ pointer: '/1/when', code }],
    })
  })
})
