import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkClaims, checkIds, parseFeatures, type Feature } from './features.ts'

const readFile = (path: string): string | undefined => {
  try {
    return readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8')
  } catch {
    return undefined
  }
}

describe('spec/features.yaml', () => {
  const { features, findings } = parseFeatures(readFile('spec/features.yaml') ?? '')

  it('is a list of features with id, title, state, proof and missing', () => {
    expect(findings).toEqual([])
  })

  it('names each of the 291 capabilities once', () => {
    expect(checkIds(features)).toEqual([])
    expect(features).toHaveLength(291)
  })

  it('claims only what a running test proves', () => {
    expect(features.flatMap((feature) => checkClaims(feature, readFile))).toEqual([])
  })
})

const feature = (more: Partial<Feature>): Feature => ({
  id: 'A01',
  title: 'decides',
  state: 'yes',
  proof: [{ file: 'a.test.ts', test: 'declines' }],
  missing: null,
  ...more,
})

describe('a claim', () => {
  const check = (source: string | undefined, more: Partial<Feature> = {}): string[] =>
    checkClaims(feature(more), () => source)

  const passing = "it('approves', () => {})\nit('declines', () => {\n  expect(1).toBe(1)\n})\n"

  it('stands when its test asserts something', () => {
    expect(check(passing)).toEqual([])
  })

  it('stands when its test is a table', () => {
    expect(check("it.each([\n  ['a', 1],\n])('declines', () => expect(1).toBe(1))\n")).toEqual([])
  })

  it('stands when its title is on a line of its own', () => {
    expect(check("  it(\n    'declines',\n    () => expect(1).toBe(1),\n  )\n")).toEqual([])
  })

  it.each([
    ['only a group has the title', `describe('declines', () => {})\n`, 'has no test `declines`'],
    ['the file is gone', undefined, 'does not exist'],
    ['no test has the title', "it('approves', () => expect(1))\n", 'has no test `declines`'],
    ['the test is skipped', "it.skip('declines', () => expect(1))\n", 'does not run'],
    ['the test is to be written', "it.todo('declines')\n", 'does not run'],
    ['its group is skipped', `describe.skip('x', () => {})\n${passing}`, 'does not run'],
    [
      'the test asserts nothing',
      "it('declines', () => {})\nit('b', () => {\n  expect(1)\n})\n",
      'asserts nothing',
    ],
  ])('falls when %s', (_what, source, finding) => {
    expect(check(source)).toEqual([expect.stringContaining(finding)])
  })

  it('is not touched by a skipped neighbour', () => {
    expect(check(`it.skip('other', () => {})\n${passing}`)).toEqual([])
  })

  it('of `yes` needs a proof', () => {
    expect(check(passing, { proof: [] })).toEqual(['A01: `yes` needs a proof'])
  })

  it('of `partial` says what is missing', () => {
    expect(check(passing, { state: 'partial' })).toEqual(['A01: `partial` says what is missing'])
    expect(check(passing, { state: 'partial', missing: 'the console' })).toEqual([])
  })

  it('names ids of the list only, each once', () => {
    const findings = checkIds([feature({}), feature({}), feature({ id: 'Z01' })])
    expect(findings).toContain('A01: stands twice')
    expect(findings).toContain('Z01: is not one of the list')
    expect(findings).toContain('A02: is missing')
  })

  it('with an unknown key is refused', () => {
    const { findings } = parseFeatures(
      '- { id: A01, title: a, state: no, proof: [], missing: , note: x }',
    )
    expect(findings).toHaveLength(1)
  })
})
