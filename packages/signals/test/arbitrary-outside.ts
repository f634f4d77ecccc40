import { ADDRESS_PRECISIONS, OUTSIDE_REASONS, type Outside } from '@gatehouse/contract'
import fc from 'fast-check'

const known = fc.constant(true as const)
const notFoundOut = fc.record({
  known: fc.constant(false as const),
  reason: fc.constantFrom(...OUTSIDE_REASONS),
})
const orNot = <Answer>(answer: fc.Arbitrary<Answer>) =>
  fc.oneof({ weight: 3, arbitrary: answer }, { weight: 1, arbitrary: notFoundOut })
const told = fc.option(fc.boolean(), { nil: null })
const score = orNot(
  fc.record({
    known,
    riskScore: fc.double({ min: 0, max: 100, noNaN: true }),
    ipRisk: fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null }),
  }),
)

const lookedUp = <Answer>(answer: fc.Arbitrary<Answer>) => fc.option(orNot(answer), { nil: null })
const word = fc.constantFrom('none' as const, 'passed', 'failed', 'unchecked')

/** Answers from outside, any that their type allows. */
export const arbitraryOutside: fc.Arbitrary<Outside> = fc.record({
  emailDomain: fc.record({
    names: orNot(fc.record({ known, exists: told, resolves: told, acceptsMail: told })),
    registration: orNot(
      fc.record({
        known,
        registeredAtMs: fc.option(fc.integer({ min: 0, max: 2 ** 41 }), { nil: null }),
        country: fc.option(fc.constantFrom('DE', 'US'), { nil: null }),
      }),
    ),
  }),
  scores: fc.record({ minfraud: score, http: score }),
  lookups: fc.record({
    address: lookedUp(
      fc.record({
        known,
        exists: fc.boolean(),
        precision: fc.option(fc.constantFrom(...ADDRESS_PRECISIONS), { nil: null }),
        isResidential: told,
        building: fc.option(fc.constantFrom('house', 'warehouse'), { nil: null }),
      }),
    ),
    phone: lookedUp(fc.record({ known, isReachable: fc.boolean() })),
    person: lookedUp(fc.record({ known, isFound: fc.boolean() })),
  }),
  challenges: fc.option(
    fc.record({
      captcha: word,
      silentCaptcha: word,
      captchaRisk: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
      otp: word,
    }),
    { nil: null },
  ),
})
