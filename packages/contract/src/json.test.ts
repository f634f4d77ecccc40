import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkJson, JSON_DEPTH_MAX, JSON_NODES_MAX } from './json.ts'

type Case = { name: string } & ({ base64: string } | { text: string; times: number })

function readSpec(path: string): unknown {
  return JSON.parse(
    readFileSync(new URL(`../../../spec/contract/${path}`, import.meta.url), 'utf8'),
  )
}
const cases = readSpec('json-test-suite/cases.json') as Case[]
const refused = readSpec('json-test-suite/refused.json') as Record<string, string>
const naughty = readSpec('naughty-strings/blns.json') as string[]

function parse(test: Case): { ok: true; value: unknown } | { ok: false } {
  try {
    const text =
      'text' in test
        ? test.text.repeat(test.times)
        : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
            Buffer.from(test.base64, 'base64'),
          )
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false }
  }
}

function codesOf(value: unknown): string[] {
  const check = checkJson(value)
  return check.ok ? [] : check.issues.map((issue) => `${issue.code} ${issue.pointer}`)
}

describe('JSONTestSuite', () => {
  it('has all of its 340 files', () => {
    expect(cases).toHaveLength(340)
  })

  it.each(cases.map((test) => [test.name, test] as const))('%s', (name, test) => {
    const parsed = parse(test)
    if (name.startsWith('y_')) expect(parsed.ok).toBe(true)
    if (name.startsWith('n_')) expect(parsed.ok).toBe(false)
    const check = parsed.ok ? checkJson(parsed.value) : null
    const code = check === null || check.ok ? undefined : check.issues[0]?.code
    expect(code).toBe(refused[name])
  })
})

describe('checkJson', () => {
  it('accepts every naughty string: they are text', () => {
    expect(naughty.length).toBeGreaterThan(500)
    expect(codesOf(naughty)).toEqual([])
  })

  it.each([
    ['a null character in a value', { a: { b: ['x\u0000'] } }, 'null_character /a/b/0'],
    ['a null character in a key', { 'x\u0000': 1 }, 'null_character /x?'],
    ['half a pair in a value', { a: 'x\ud800' }, 'lone_surrogate /a'],
    ['the other half in a value', ['\udc00x'], 'lone_surrogate /0'],
    ['half a pair in a key', { '\ud800': 1 }, 'lone_surrogate /?'],
    ['an infinite number', { a: Infinity }, 'number_not_finite /a'],
    ['a key of the prototype', { a: JSON.parse('{"__proto__":1}') }, 'forbidden_key /a/__proto__'],
    ['the key `constructor`', { constructor: 1 }, 'forbidden_key /constructor'],
    ['a slash and a tilde in a key', { 'a/~b': '\u0000' }, 'null_character /a~1~0b'],
  ])('refuses %s', (_what, body, issue) => {
    expect(codesOf(body)).toEqual([issue])
  })

  it('accepts pairs of surrogates, and all else that is well formed', () => {
    expect(codesOf({ '😀': '😀', a: null, b: true, c: -0, d: 1e308 })).toEqual([])
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(codesOf([text])).toEqual(text.includes('\u0000') ? ['null_character /0'] : [])
      }),
    )
  })

  it('finds every text that is not well formed, and no other', () => {
    const units = fc.array(fc.integer({ min: 0xd7fe, max: 0xe001 }), { maxLength: 8 })
    fc.assert(
      fc.property(units, (codes) => {
        const text = String.fromCharCode(...codes)
        const isWellFormed = encodeURIComponentAccepts(text)
        expect(codesOf([text])).toEqual(isWellFormed ? [] : ['lone_surrogate /0'])
      }),
    )
  })

  it('stops at its depth and at its number of values', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])
    expect(codesOf(nested(JSON_DEPTH_MAX))).toEqual([])
    expect(codesOf(nested(JSON_DEPTH_MAX + 1))[0]).toMatch(/^too_deep /)
    expect(codesOf(Array.from({ length: JSON_NODES_MAX }, () => 0))).toEqual([])
    expect(codesOf(Array.from({ length: JSON_NODES_MAX + 1 }, () => 0))).toEqual([
      'too_many_values ',
    ])
    const wide = Array.from({ length: 1000 }, () => Array.from({ length: 100 }, () => 'x'))
    expect(codesOf(wide)).toEqual(['too_many_values '])
  })

  it('lists at most 20 issues', () => {
    expect(codesOf(Array.from({ length: 100 }, () => '\u0000'))).toHaveLength(20)
  })
})

/** The platform's own judge of well-formedness. */
function encodeURIComponentAccepts(text: string): boolean {
  try {
    encodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
