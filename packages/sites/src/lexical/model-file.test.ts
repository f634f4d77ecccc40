import { describe, expect, it } from 'vitest'
import { readLink } from '../link/read-link.ts'
import { LexicalScorer, type LexicalModel } from './lexical-model.ts'
import { readLexicalModel, writeLexicalModel } from './model-file.ts'
import { shippedBytes, shippedModel } from './shipped-model.case.ts'
import { trainLexical, type LexicalExample } from './train-lexical.ts'

const shipped = shippedModel()

function trained(): LexicalModel {
  const examples = Array.from({ length: 400 }, (_, at): LexicalExample => {
    const read = readLink(at % 2 === 0 ? `login-${at}.top/verify` : `club-${at}.org/news`)
    if (!read.ok) throw new Error(read.issue)
    return { link: read.link, label: at % 2 === 0 ? 1 : 0 }
  })
  const steps = trainLexical({
    examples,
    tables: shipped.tables,
    prior: null,
    isAcross: true,
    trees: { trees: 5 },
  })
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

describe('a model file', () => {
  it('is the same bytes when it is written again', () => {
    const bytes = shippedBytes()
    expect(Buffer.compare(writeLexicalModel(shipped), bytes)).toBe(0)
    expect(bytes.length).toBeLessThan(2_000_000)
  })

  it.each([
    ['nothing', (): Uint8Array => new Uint8Array()],
    ['another format', (bytes: Uint8Array) => bytes.map((byte, at) => (at === 3 ? 0 : byte))],
    ['the first half', (bytes: Uint8Array) => bytes.slice(0, bytes.length / 2)],
    ['one weight less', (bytes: Uint8Array) => bytes.slice(0, -1)],
    [
      'a broken description',
      (bytes: Uint8Array) => bytes.map((byte, at) => (at === 40 ? 34 : byte)),
    ],
  ])('of %s is refused', (_what, change) => {
    expect(readLexicalModel(change(shippedBytes())).ok).toBe(false)
  })

  it('of a model that was trained on the spot is not kept', () => {
    expect(() => writeLexicalModel(trained())).toThrow('has weights of 8 bits')
  })
})

describe('training', () => {
  it('makes the same model of the same links', () => {
    const [first, second] = [trained(), trained()]
    expect(second.trees.trees).toEqual(first.trees.trees)
    expect(second.calibration).toEqual(first.calibration)
    expect(
      Buffer.compare(
        new Uint8Array(second.linear.weights.buffer as ArrayBuffer),
        new Uint8Array(first.linear.weights.buffer as ArrayBuffer),
      ),
    ).toBe(0)
  })

  it('tells new names of a kind from others', () => {
    const scorer = new LexicalScorer(trained())
    const riskOf = (text: string): number => {
      const read = readLink(text)
      return read.ok ? scorer.score(read.link).risk : Number.NaN
    }
    expect(riskOf('login-9999.top/verify')).toBeGreaterThan(0.9)
    expect(riskOf('club-9999.org/news')).toBeLessThan(0.1)
  })
})
