import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BodyCounts, type BodyText, countBodies } from './body-counts.ts'
import { BodyModel } from './body-model.ts'
import { encodePlainly } from './plain-encoder.case.ts'

function learn(samples: readonly BodyText[], isOrdered = true): BodyCounts {
  const counting = countBodies(samples, isOrdered)
  for (;;) {
    const step = counting.next()
    if (step.done === true) return step.value
  }
}

const latin1 = (text: string) => Buffer.from(text).toString('latin1')
const RULES = ['ip_far', 'ip_far_from_billing', 'avs_street', 'cvv', 'card_testing', 'night']
const CITIES = ['Köln', 'Łódź', 'Paris', 'A "B" \\ C', 'São Paulo', '']

/** An order and its decision, with members that come and go, lists, and texts with escapes. */
function sample(n: number): BodyText {
  const id = `019bbf8c-${String(n).padStart(4, '0')}-73ed-bbed-110fa14ba00b`
  const pick = <Item>(items: readonly Item[], step: number) => items[(n * step) % items.length]!
  const event = {
    event: { event_id: `ord_${n}`, time: new Date(1.7e12 + n * 7919).toISOString() },
    ...(n % 3 === 0 ? { device: { id: `${n * 104_729}`, languages: ['en', 'de'] } } : {}),
    billing: { city: pick(CITIES, 5), postal: String(n * 31).padStart(5, '0'), country: 'DE' },
    order: {
      amount: (n * 37) / 100,
      currency: 'EUR',
      coupons: n % 4 === 0 ? [] : [`SAVE${n % 9}`],
    },
    cart: Array.from({ length: 1 + (n % 3) }, (_, index) => ({ sku: `sku-${n % 50}`, index })),
  }
  const hits = RULES.map((rule, index) => ({
    id: rule,
    result: (n + index) % 5 === 0 ? 'hit' : 'no_hit',
    points: (n + index) % 5 === 0 ? 10 : 0,
  }))
  const decision = {
    id,
    event_id: `ord_${n}`,
    outcome: n % 7 === 0 ? 'review' : 'approve',
    risk_score: n % 11,
    rules: hits,
    signals: { 'ip.km': n / 7, 'ip.is_tor': false, 'email.digits': n % 13, 'ip.asn': null },
    message: n % 7 === 0 ? 'Please “wait”.\n' : '',
  }
  return {
    event: latin1(JSON.stringify(event)),
    decision: n % 10 === 9 ? '' : latin1(JSON.stringify(decision)),
    known: [`"${id}"`, `"ord_${n}"`],
  }
}

const samples = Array.from({ length: 120 }, (_, n) => sample(n))
const cut = ({ event, decision, known }: BodyText, n: number): BodyText => ({
  event: event.slice(0, (n * 53) % event.length),
  decision: `${decision.slice((n * 29) % 60)}\0${'"'.repeat(n % 3)}`,
  known,
})

/** Each with the counts that its bodies are coded by. */
const MODELS: readonly (readonly [name: string, counts: BodyCounts])[] = [
  ['of whole bodies', learn(samples)],
  ['of whole bodies, without orders', learn(samples, false)],
  ['of two bodies', learn(samples.slice(0, 2))],
  ['of nothing', learn([])],
  ['of damaged bodies', learn(samples.map((body, n) => (n % 2 === 0 ? body : cut(body, n % 8))))],
]

describe.each(MODELS)(
  'with a model %s, a body is coded as by the plain encoder',
  (_name, counts) => {
    const model = new BodyModel(counts)

    function expectSame({ event, decision, known }: BodyText): void {
      const [eventBytes, decisionBytes] = [event, decision].map((text) =>
        Buffer.from(text, 'latin1'),
      )
      const coded = model.encode(eventBytes!, decision === '' ? null : decisionBytes!, known)
      const plain = encodePlainly(counts, event, decision, known)
      expect(coded?.toString('hex')).toBe(
        plain === undefined ? undefined : Buffer.from(plain).toString('hex'),
      )
      if (coded !== undefined) expect(model.decode(coded, known)).toEqual({ event, decision })
    }

    it('when it is like the samples, whichever came before', () => {
      for (let n = 0; n < 600; n += 1) expectSame(sample((n * 7919) % 2000))
    })

    it('when it is nearly so: cut, longer, or with something in between', () => {
      const nearly = fc.record({
        n: fc.nat(2000),
        at: fc.nat(700),
        without: fc.nat(4),
        between: fc.constantFrom(
          '',
          '0',
          '5',
          '-',
          '"',
          '""',
          '\\"',
          '\\',
          'e',
          'null',
          'x',
          ',',
          ':',
          '}',
          ']',
          '\0',
          ' ',
          '"a":',
          ',"id":',
          '\u00ff',
          '"hit"',
          '{"id":"cvv","result":"hit","points":10},',
        ),
      })
      const changed = (text: string, { at, without, between }: { [key: string]: unknown }) =>
        text.slice(0, at as number) +
        (between as string) +
        text.slice((at as number) + (without as number))
      fc.assert(
        fc.property(nearly, nearly, (one, other) => {
          const { event, decision, known } = sample(one.n)
          expectSame({ event: changed(event, one), decision: changed(decision, other), known })
        }),
        { numRuns: 1000 },
      )
    })

    it('when it is any JSON, or none', () => {
      const text = fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.constantFrom('', '"', '1'))
      fc.assert(
        fc.property(
          text,
          text,
          fc.array(fc.string(), { maxLength: 3 }),
          (event, decision, known) => {
            expectSame({
              event: latin1(event),
              decision: latin1(decision),
              known: known.map(latin1),
            })
          },
        ),
        { numRuns: 400 },
      )
    })
  },
)

it('a body far larger than any before it is coded too, and so is the next one', () => {
  const counts = MODELS[0]![1]
  const model = new BodyModel(counts)
  const large = JSON.stringify(Array.from({ length: 150_000 }, (_, n) => ({ id: `no ${n}` })))
  for (const event of [large, sample(1).event, large, sample(2).event]) {
    const coded = model.encode(Buffer.from(event, 'latin1'), null, [])!
    expect(model.decode(coded, []).event === event).toBe(true)
  }
})
