import { describe, expect, it } from 'vitest'
import { composeOutcome, outcomeOfTrust } from './outcome.ts'

const cart = { reject_below: 30, submit_to_processor: 50 }

describe('the two triggers', () => {
  it.each([
    [0, 'decline'],
    [29.999, 'decline'],
    [30, 'review'],
    [49.999, 'review'],
    [50, 'approve'],
    [100, 'approve'],
  ])('trust %d gives %s, a boundary going to the milder side', (trust, outcome) => {
    expect(outcomeOfTrust(trust, cart)).toBe(outcome)
  })

  it('challenges between the processor trigger and the challenge trigger when one is set', () => {
    const thresholds = { ...cart, challenge_below: 70 }
    expect(outcomeOfTrust(69, thresholds)).toBe('challenge')
    expect(outcomeOfTrust(70, thresholds)).toBe('approve')
    expect(outcomeOfTrust(49, thresholds)).toBe('review')
  })
})

describe('hard rules', () => {
  it('puts the deny list before the allow list and both before everything else', () => {
    expect(composeOutcome(['allow_list', 'deny_list', 'approve'], 100, 100, cart)).toBe('decline')
    expect(composeOutcome(['allow_list', 'decline'], 0, 0, cart)).toBe('approve')
  })

  it('takes the strictest of decline, review, challenge and approve', () => {
    expect(composeOutcome(['approve', 'challenge', 'review'], 100, 100, cart)).toBe('review')
    expect(composeOutcome(['decline', 'review'], 100, 100, cart)).toBe('decline')
  })

  it('never makes the outcome of the scorecard milder, except by a hard approve', () => {
    expect(composeOutcome(['review'], 10, 10, cart)).toBe('decline')
    expect(composeOutcome(['challenge'], 40, 40, cart)).toBe('review')
    expect(composeOutcome(['approve'], 10, 10, cart)).toBe('approve')
  })

  it('is not overridden by a model', () => {
    expect(composeOutcome(['review'], 5, 90, cart)).toBe('review')
    expect(composeOutcome(['approve'], 5, 90, cart)).toBe('approve')
    expect(composeOutcome([], 5, 90, cart)).toBe('decline')
  })
})
