import { describe, expect, it } from 'vitest'
import { parseAcceptLanguage } from './accept-language.ts'

function tags(header: string): unknown {
  const answer = parseAcceptLanguage(header)
  return answer.known ? answer.preferences.map(({ tag }) => tag) : answer.reason
}

describe('parseAcceptLanguage', () => {
  it('sorts by quality and keeps the order of equals', () => {
    expect(tags('en;q=0.5, de-DE, fr;q=0.5, de;q=0.9')).toEqual(['de-de', 'de', 'en', 'fr'])
  })

  it('tells language and region apart, a script is no region', () => {
    expect(parseAcceptLanguage('zh-Hant-TW,*;q=0')).toEqual({
      known: true,
      preferences: [
        { tag: 'zh-hant-tw', language: 'zh', region: 'TW', quality: 1 },
        { tag: '*', language: '*', region: null, quality: 0 },
      ],
    })
  })

  it.each(['', ' , ', 'de_DE', 'de;q=2', 'de;q=0.1234', 'de;x=1', 'de;q=0.5;q=1', 'd3-'])(
    'finds `%s` malformed',
    (header) => {
      expect(tags(header)).toBe('malformed_input')
    },
  )

  it('reads a bounded number of languages', () => {
    const header = Array.from({ length: 5000 }, () => 'de').join(',')
    expect(tags(header)).toHaveLength(32)
  })
})
