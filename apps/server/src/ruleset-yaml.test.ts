import { rulesetSchema } from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createValidators } from './http/validator.ts'
import { readRulesetYaml, type YamlIssue } from './ruleset-yaml.ts'

const validate = createValidators()(rulesetSchema)

const GOOD = `name: cart
checkpoints: [order]
scorecard: { base: { start: 100, parts: [] } }
thresholds: { reject_below: 30, submit_to_processor: 50 }
rules: []
`

function issuesOf(yaml: string): readonly YamlIssue[] {
  const read = readRulesetYaml(yaml, validate)
  return read.ok ? [] : read.issues
}

/** Line and column of the first issue, and its message. */
function firstOf(yaml: string): readonly (number | string | undefined)[] {
  const [issue] = issuesOf(yaml)
  return [issue?.place?.line, issue?.place?.column, issue?.message]
}

function withRule(when: string): string {
  const rule = `\n  - id: far\n    ${when}\n    when_unknown: skip\n    weight: 1\n`
  return GOOD.replace(' []\n', rule).replace('rules:  - ', 'rules:\n  - ')
}

describe('YAML that is no ruleset', () => {
  it('is refused at the place of the mistake', () => {
    expect(firstOf(`${GOOD}policy: [\n`)).toEqual([7, 1, expect.any(String)])
    expect(firstOf(`${GOOD}nmae: x\n`)).toEqual([6, 7, 'unknown field `nmae`; remove it'])
    expect(firstOf(GOOD.replace('30', 'thirty'))).toEqual([4, 29, expect.any(String)])
  })

  it('shows the line with a caret', () => {
    const [issue] = issuesOf(GOOD.replace('30', 'thirty'))
    expect(issue?.place?.snippet).toBe(
      'thresholds: { reject_below: thirty, submit_to_processor: 50 }\n                            ^',
    )
  })

  it('shows a part of a line that is too long to show', () => {
    const [issue] = issuesOf(`${GOOD}description: ${'x'.repeat(5000)} @\nfoo: [`)
    expect(issue?.place?.snippet.length).toBeLessThan(300)
  })

  it('is refused when a key stands there twice', () => {
    expect(firstOf(`${GOOD}name: other\n`)).toEqual([6, 1, 'the key stands there twice: keep one'])
  })

  it.each([
    ['tags', `${GOOD}description: !!js/function x\n`],
    ['several documents', `${GOOD}---\n${GOOD}`],
    ['merge keys', `${GOOD}<<: { description: x }\n`],
    ['aliases to nothing', `${GOOD}description: *nothing\n`],
    ['a zero character', `${GOOD}description: "\\0"\n`],
    ['not a number', GOOD.replace('30', '.nan')],
    ['keys that mean something to JavaScript', `${GOOD}__proto__: { a: 1 }\n`],
    ['keys that are no texts', `${GOOD}1: x\n`],
    ['nothing at all', ''],
    ['a scalar', 'x'],
  ])('is refused: %s', (_what, yaml) => {
    expect(issuesOf(yaml)).not.toEqual([])
  })
})

describe('YAML that attacks', () => {
  it.each([
    ['[', '['.repeat(100_000)],
    ['{a: ', '{a: '.repeat(100_000)],
    ['- ', '- '.repeat(100_000)],
    ['? ', '? '.repeat(100_000)],
    ['indentation', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
  ])('is refused before it is composed when it nests: %s', (_what, yaml) => {
    expect(issuesOf(yaml)[0]?.message).toMatch(/^nests deeper than 64 levels/)
  })

  it('is refused when it holds more words than any ruleset', () => {
    expect(issuesOf('- 1\n'.repeat(100_000))[0]?.message).toMatch(/^more than 200000 words/)
  })

  it('is refused when aliases multiply', () => {
    const levels = Array.from({ length: 8 }, (_, i) => {
      const inside = i === 0 ? 'x' : Array.from({ length: 8 }, () => `*a${i - 1}`).join(', ')
      return `a${i}: &a${i} [${inside}]\n`
    })
    expect(issuesOf(levels.join(''))[0]?.message).toBe('more than 20 aliases: write them out')
  })
})

describe('the place of an expression', () => {
  it.each([
    ['plain', 'when: a && b', 3, 7, 16],
    ['quoted', "when: 'a && b'", 3, 7, 17],
    ['folded', 'when: >-\n      a &&\n      b', 3, 9, 7],
    ['literal', 'when: |\n      a &&\n      b', 3, 9, 7],
  ])('is found in a %s text', (_style, when, _line, line, column) => {
    const read = readRulesetYaml(withRule(when), validate)
    if (!read.ok) throw new Error(JSON.stringify(read.issues))
    const value = read.source.ruleset.rules[0]!.when
    const at = value.indexOf('b')
    const before = value.slice(0, at).split('\n')
    const within = { line: before.length, column: before.at(-1)!.length + 1 }
    expect(read.source.place('/rules/0/when', within)).toMatchObject({ line, column })
  })

  it('is the start of the text where escapes hide the place', () => {
    const read = readRulesetYaml(withRule('when: "\\x61 && b"'), validate)
    if (!read.ok) throw new Error(JSON.stringify(read.issues))
    expect(read.source.place('/rules/0/when', { line: 1, column: 6 })).toMatchObject({
      line: 7,
      column: 11,
    })
  })
})

/** What YAML gives a meaning to, and what it trips over. */
const TOKENS = [
  ...Array.from('a,[]{}\n"\'!|>#%?\t\\1~'),
  ': ',
  '- ',
  '? ',
  '  ',
  '&x ',
  '*x',
  '---',
]

it('answers for any text, and never throws', () => {
  const token = fc.constantFrom(...TOKENS)
  fc.assert(
    fc.property(fc.array(token, { maxLength: 60 }), (tokens) => {
      expect(issuesOf(tokens.join(''))).not.toEqual([])
    }),
    { numRuns: 2000 },
  )
})
