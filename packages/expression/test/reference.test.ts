import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ERRORS } from '../src/evaluation-error.ts'
import * as limits from '../src/limits.ts'
import { MACROS } from '../src/node.ts'
import { FUNCTIONS } from '../src/overloads.ts'

const page = readFileSync(new URL('../../../docs/reference/expression.md', import.meta.url), 'utf8')

/** Codes that only unchecked expressions can give: no rule can. */
const UNCHECKED = new Set(['no_overload', 'no_such_key', 'no_such_name'])

describe('docs/reference/expression.md', () => {
  it('names every function, macro and error of the language', () => {
    const names = [...Object.keys(FUNCTIONS), ...MACROS, ...Object.keys(ERRORS)]
    const missing = names.filter((name) => !UNCHECKED.has(name) && !page.includes(name))
    expect(missing).toEqual([])
  })

  it.each([
    limits.SOURCE_LENGTH_MAX_CHARS,
    limits.NODES_MAX,
    limits.TREE_DEPTH_MAX,
    limits.BRACKET_DEPTH_MAX,
    limits.LIST_LENGTH_MAX,
    limits.PATTERN_LENGTH_MAX_CHARS,
    limits.STRING_LENGTH_MAX_CHARS,
    limits.COST_MAX_STEPS,
  ])('states the bound %d', (limit) => {
    expect(page).toContain(limit.toLocaleString('en-US'))
  })
})
