import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FINDING_CODES } from './finding-codes.ts'

const HERE = new URL('.', import.meta.url)
const sources = readdirSync(HERE, { recursive: true, encoding: 'utf8' }).filter(
  (path) =>
    path.endsWith('.ts') && !/\.(?:test|case)\.ts$/.test(path) && path !== 'finding-codes.ts',
)
const text = sources.map((path) => readFileSync(new URL(path, HERE), 'utf8')).join('\n')
/** Codes are written in capitals with an underscore, and nothing else in the source is. */
const written = new Set(
  [...text.matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g)].map((match) => match[1]!),
)

describe('codes of findings', () => {
  it('are documented, each that the source says', () => {
    expect([...written].filter((code) => !Object.hasOwn(FINDING_CODES, code))).toEqual([])
  })

  it('are said by the source, each that is documented', () => {
    expect(Object.keys(FINDING_CODES).filter((code) => !written.has(code))).toEqual([])
  })

  it('come with one sentence', () => {
    for (const line of Object.values(FINDING_CODES)) expect(line).toMatch(/^[A-Z][^\n]*\.$/)
  })
})
