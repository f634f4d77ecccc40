import { describe, expect, it } from 'vitest'
import { readCases } from '../test/cases.ts'
import { lookUpUserAgent } from './user-agent.ts'

interface Case {
  readonly text: string
  readonly kind: string
  readonly device: string
  readonly browser: string | null
  readonly major: number | null
  readonly system: string | null
}

describe('lookUpUserAgent', () => {
  it.each(readCases('user-agents') as Case[])('reads $text', ({ text, major, ...expected }) => {
    const answer = { known: true, browserMajor: major, ...expected }
    expect(lookUpUserAgent(text)).toEqual(answer)
  })

  it('has no answer for an empty header', () => {
    expect(lookUpUserAgent('  ')).toEqual({ known: false, reason: 'malformed_input' })
  })

  it.each(['Android '.repeat(100_000), 'Trident/'.repeat(100_000), '('.repeat(100_000)])(
    'reads a bounded part of an endless header',
    (text) => {
      expect(lookUpUserAgent(text)).toMatchObject({ known: true, kind: expect.any(String) })
    },
  )
})
