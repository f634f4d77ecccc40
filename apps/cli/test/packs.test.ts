import { readdirSync } from 'node:fs'
import { isReasonCode } from '@gatehouse/contract'
import { runTests } from '@gatehouse/gate'
import { describe, expect, it } from 'vitest'
import { readLists, readRuleset } from '../src/rulesets/read-ruleset.ts'
import { shopCatalogue } from '../src/rulesets/shop-catalogue.ts'
import { inTree } from './terminal.ts'

const PACKS = readdirSync(inTree('packs')).filter((file) => file !== 'lists.yaml')
const { declarations } = shopCatalogue([], readLists())

describe.each(PACKS)('the pack %s', (pack) => {
  const { document } = readRuleset(inTree(`packs/${pack}`))

  it('compiles against the catalogue, the windows and the lists of a new shop, and its cases pass', () => {
    const run = runTests(document, declarations)
    expect(run.ok ? [] : run.issues).toEqual([])
    const failed = run.ok ? run.results.filter(({ failures }) => failures.length > 0) : []
    expect(failed).toEqual([])
  })

  it('gives every rule a reason of the table and a text', () => {
    for (const { id, reason, text } of document.rules) {
      expect([id, isReasonCode(reason ?? '')]).toEqual([id, true])
      expect([id, (text ?? reason)!.length > 0]).toEqual([id, true])
    }
  })

  it('has a case for every rule that decides alone', () => {
    const untested = document.rules.filter(
      ({ id, outcome, tests }) =>
        (outcome === 'decline' || outcome === 'deny_list') &&
        tests === undefined &&
        !WITHOUT_CASE.has(id),
    )
    expect(untested.map(({ id }) => id)).toEqual([])
  })

  it('tells a shopper who is declined what to do, in English and German', () => {
    const { decline } = document.messages ?? {}
    expect(decline?.['en']).toBe(
      'There is a problem with your order, please contact customer service.',
    )
    expect(decline?.['de']).toMatch(/Kundendienst/)
  })
})

/** A single signal of a list, with nothing to get wrong. */
const WITHOUT_CASE = new Set(['blocked_country'])

it('the lists of a new shop have names of their own', () => {
  const names = readLists().map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThan(0)
})
