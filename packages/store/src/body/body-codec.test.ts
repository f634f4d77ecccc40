import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Body, bodyText, decodeBody, encodeBody, modelIdOf } from './body-codec.ts'
import { type BodyText, countBodies } from './body-counts.ts'
import { BodyModel } from './body-model.ts'

function learn(samples: readonly BodyText[]): BodyModel {
  const counting = countBodies(samples)
  for (;;) {
    const step = counting.next()
    if (step.done === true) return new BodyModel(step.value)
  }
}

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))
const owner = (n: number) => ({ id: `id-${n}`, eventId: `ord_${n}`, transactionId: null })

function bodyOf(n: number): Body {
  return {
    eventJson: bytes({
      event: { event_id: `ord_${n}`, time: new Date(1e12 + n).toISOString() },
      city: ['Köln', 'Łódź'][n % 2],
    }),
    decisionJson: bytes({
      id: `id-${n}`,
      outcome: 'approve',
      signals: { count: n % 3, distance: n / 7 },
    }),
  }
}

const model = learn(Array.from({ length: 200 }, (_, n) => bodyText(bodyOf(n), owner(n))))
const numbered = { modelId: 300, model }

describe('a body with a model', () => {
  it('comes back byte for byte', () => {
    for (let n = 200; n < 300; n += 1) {
      const stored = encodeBody(bodyOf(n), owner(n), numbered)
      expect(modelIdOf(stored)).toBe(300)
      expect(decodeBody(stored, owner(n), model)).toEqual(bodyOf(n))
    }
  })

  it('takes less than a third of what deflate needs', () => {
    const modelled = encodeBody(bodyOf(777), owner(777), numbered)
    const deflated = encodeBody(bodyOf(777), owner(777), undefined)
    expect(modelled.length * 3).toBeLessThan(deflated.length)
  })

  it('is written the same way for ever', () => {
    const hash = createHash('sha256')
    for (let n = 200; n < 300; n += 1) hash.update(encodeBody(bodyOf(n), owner(n), numbered))
    expect(hash.digest('hex')).toBe(
      '6555439915b6bfb084c0d488ce52b489ffda8dfe11ed04abd713f53b235c2e18',
    )
  })

  it('comes back when it is nearly as expected: cut, longer, or with something in between', () => {
    const nearly = fc.record({
      n: fc.nat(500),
      at: fc.nat(60),
      without: fc.nat(3),
      between: fc.constantFrom('', '0', '"', '\\"', '\\', 'e', ',', '}', 'approve'),
    })
    fc.assert(
      fc.property(nearly, nearly, (event, decision) => {
        const change = (bytes: Uint8Array, { at, without, between }: typeof event) => {
          const text = Buffer.from(bytes).toString('latin1')
          return Buffer.from(text.slice(0, at) + between + text.slice(at + without), 'latin1')
        }
        const body = {
          eventJson: change(bodyOf(event.n).eventJson, event),
          decisionJson: change(bodyOf(decision.n).decisionJson!, decision),
        }
        expect(decodeBody(encodeBody(body, owner(1), numbered), owner(1), model)).toEqual(body)
      }),
      { numRuns: 1000 },
    )
  })

  it('comes back when no sample looked like it', () => {
    fc.assert(
      fc.property(fc.json(), fc.option(fc.json()), fc.string(), (event, decision, id) => {
        const body = {
          eventJson: Buffer.from(event),
          decisionJson: decision === null ? null : Buffer.from(decision),
        }
        const its = { id, eventId: null, transactionId: null }
        expect(decodeBody(encodeBody(body, its, numbered), its, model)).toEqual(body)
      }),
      { numRuns: 500 },
    )
  })

  it('comes back when it is no JSON', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (event) => {
        const body = { eventJson: Buffer.from(event), decisionJson: null }
        const stored = encodeBody(body, owner(1), numbered)
        const back = decodeBody(stored, owner(1), model)
        expect(Buffer.compare(back.eventJson, body.eventJson)).toBe(0)
      }),
    )
  })

  it('that is damaged never hangs: it reads as something or is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (damage) => {
        try {
          model.decode(damage, [])
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
      { numRuns: 50 },
    )
  })
})

it('a body of an unknown codec is refused', () => {
  expect(() => decodeBody(Buffer.of(9, 1, 2), owner(1), undefined)).toThrow('unknown body codec 9')
})

it('a model is the same after a round trip through JSON', () => {
  const samples = Array.from({ length: 50 }, (_, n) => bodyText(bodyOf(n), owner(n)))
  const counting = countBodies(samples)
  let step = counting.next()
  while (step.done !== true) step = counting.next()
  const again = new BodyModel(JSON.parse(JSON.stringify(step.value)))
  const stored = encodeBody(bodyOf(3), owner(3), { modelId: 1, model: new BodyModel(step.value) })
  expect(decodeBody(stored, owner(3), again)).toEqual(bodyOf(3))
})
