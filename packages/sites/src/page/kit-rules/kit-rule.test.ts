import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readPage } from '../read-page.ts'
import { compileKitRule, type KitRule } from './kit-rule.ts'
import { seenTexts, type KitSample } from './kit-sample.ts'

const FIELDS = ['title', 'hostname', 'html', 'dom', 'js', 'css', 'cookies', 'headers', 'requests']

const sample = (seen: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(
    FIELDS.map((field) => [field, seenTexts(seen[field] ?? [])]),
  ) as unknown as KitSample

/** The product brings RE2; here only patterns of ours are read. */
function readPattern(source: string) {
  try {
    const isFree = source.startsWith('(?is)')
    return {
      ok: true as const,
      pattern: new RegExp(isFree ? source.slice(5) : source, isFree ? 'is' : ''),
    }
  } catch {
    return { ok: false as const, message: 'no pattern' }
  }
}

function ruleOf(yaml: string): KitRule {
  const result = compileKitRule('some-kit', parse(yaml), readPattern)
  if (!result.ok) throw new Error(result.message)
  return result.rule
}

const refusal = (yaml: string) => {
  const result = compileKitRule('some-kit', parse(yaml), readPattern)
  return result.ok ? null : result.message
}

const FULL = `
title: Some kit
tags: [kit, target.acme]
detection:
  saved:
    html|contains|all:
      - <meta name="saved-date"
      - <meta name="saved-url"
  titles:
    title:
      - Sign in to Acme
      - Acme*Login
  script:
    - js|re: send\\([0-9]+\\)
    - requests|endswith: /antibot.js
  shop:
    hostname|endswith: .acme.test
  condition: (saved or titles) and script and not shop
`

describe('rules for kits', () => {
  it('match by fields, modifiers, lists and conditions as Sigma means them', () => {
    const rule = ruleOf(FULL)
    expect(rule).toMatchObject({ title: 'Some kit', tags: ['kit', 'target.acme'] })
    const hit = { title: ['sign in to ACME'], js: ['x', 'send(12)'] }
    expect(rule.matches(sample(hit))).toBe(true)
    expect(rule.matches(sample({ ...hit, hostname: ['www.acme.test'] }))).toBe(false)
    expect(rule.matches(sample({ ...hit, title: ['Sign in to Acme now'] }))).toBe(false)
    expect(rule.matches(sample({ ...hit, title: ['Acme: your Login'] }))).toBe(true)
    expect(rule.matches(sample({ ...hit, js: [], requests: ['https://a.test/antibot.js'] }))).toBe(
      true,
    )
    const html = '<meta name="saved-date" content="x"><meta name="saved-url" content="y">'
    expect(rule.matches(sample({ ...hit, title: [], html: [html] }))).toBe(true)
    expect(rule.matches(sample({ ...hit, title: [], html: ['<meta name="saved-date">'] }))).toBe(
      false,
    )
  })

  it.each([
    ['1 of part*', ['part_b'], true],
    ['1 of part*', ['other'], false],
    ['2 of them', ['part_a', 'other'], true],
    ['all of part*', ['part_a'], false],
    ['all of part*', ['part_a', 'part_b'], true],
    ['not 1 of them', [], true],
    ['part_a or part_b and other', ['part_a'], true],
    ['(part_a or part_b) and other', ['part_a'], false],
  ])('read the condition "%s"', (condition, holding, holds) => {
    const selections = ['part_a', 'part_b', 'other'].map(
      (name) => `  ${name}:\n    title|contains: ${name}`,
    )
    const rule = ruleOf(`detection:\n${selections.join('\n')}\n  condition: ${condition}`)
    expect(rule.matches(sample({ title: [holding.join(' ')] }))).toBe(holds)
  })

  it.each([
    ['an unknown field', 'detection: {a: {body: x}, condition: a}'],
    ['an unknown modifier', 'detection: {a: {"html|base64offset": x}, condition: a}'],
    ['an unknown selection', 'detection: {a: {html: x}, condition: b}'],
    ['a broken condition', 'detection: {a: {html: x}, condition: a and}'],
    ['an open bracket', 'detection: {a: {html: x}, condition: (a}'],
    ['no condition', 'detection: {a: {html: x}}'],
    ['a bad pattern', 'detection: {a: {"html|re": "("}, condition: a}'],
    ['a selection of words', 'detection: {a: [x, y], condition: a}'],
    ['no map', '[]'],
    [
      'endless brackets',
      `detection: {a: {html: x}, condition: "${'('.repeat(40)}a${')'.repeat(40)}"}`,
    ],
  ])('are refused with %s', (_, yaml) => expect(refusal(yaml)).not.toBeNull())

  it('become a finding that names the rule by its id alone', () => {
    const rule = ruleOf(
      'title: "<b>bad</b>"\ndetection: {a: {"css|contains": "#trap"}, b: {"headers|startswith": "x-kit:"}, condition: a and b}',
    )
    const html = '<style>#trap { color: red }</style><p>x</p>'
    const place = { host: 'a.test', domain: 'a.test', kitRules: [rule] }
    expect(readPage(html, { ...place, headers: ['X-Kit: 1'] }).findings).toEqual([
      {
        code: 'PAGE_KIT_RULE',
        text: 'The page matches rules for known kits: some-kit',
        logOdds: 2.5,
      },
    ])
    expect(readPage(html, place).findings).toEqual([])
  })
})
