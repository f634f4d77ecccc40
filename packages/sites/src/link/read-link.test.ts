import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LINK_CHARACTERS_MAX } from './limits.ts'
import { readLink, readSubject } from './read-link.ts'

const urlOf = (text: string): string => {
  const result = readLink(text)
  return result.ok ? result.link.url : result.issue
}

describe('what a person pastes is one address', () => {
  it.each([
    ['https://Shop.Example.COM:443/a/../b?x=1#top', 'https://shop.example.com/b?x=1'],
    ['shop.example.com', 'https://shop.example.com/'],
    ['shop.example.com.', 'https://shop.example.com/'],
    ['//shop.example.com/a', 'https://shop.example.com/a'],
    ['shop.example.com:8443/pay', 'https://shop.example.com:8443/pay'],
    ['hxxps://evil[.]example[.]com/a', 'https://evil.example.com/a'],
    ['hXXp[:]//evil(dot)example(.)com', 'http://evil.example.com/'],
    ['http[://]evil.com', 'http://evil.com/'],
    ['meows://evil\\.example\\.com', 'https://evil.example.com/'],
    ['<https://example.com/a>', 'https://example.com/a'],
    ['“example.com”,', 'https://example.com/'],
    ['look at http://example.com/win now!', 'http://example.com/win'],
    ['http%3A%2F%2Fexample.com%2Fa', 'http://example.com/a'],
    ['https:\\\\example.com\\a', 'https://example.com/a'],
    ['http://münchen.de/ä', 'http://xn--mnchen-3ya.de/%C3%A4'],
    ['http://pаypal.com/', 'http://xn--pypal-4ve.com/'],
    ['http://0x7f.1/', 'http://127.0.0.1/'],
    ['http://017700000001/', 'http://127.0.0.1/'],
    ['http://2130706433/', 'http://127.0.0.1/'],
    ['http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]/'],
    ['http://exa%6dple%2ecom/', 'http://example.com/'],
    ['http://example.com/a/%2e%2E/b', 'http://example.com/b'],
    ['http://bank.example@evil.example.com/', 'http://evil.example.com/'],
    ['http://exam\nple.com/', 'http://example.com/'],
  ])('%s is %s', (text, url) => expect(urlOf(text)).toBe(url))

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['hello', 'not_a_link'],
    ['Mr.Smith', 'not_a_link'],
    ['/local/path', 'not_a_link'],
    ['two words', 'not_a_link'],
    ['mailto:a@example.com', 'other_scheme'],
    ['javascript:alert(1)', 'other_scheme'],
    ['data:text/html,hi', 'other_scheme'],
    ['http://', 'bad_host'],
    ['http://a..example.com/', 'bad_host'],
    ['http://999.1.1.1/', 'bad_host'],
    ['http://[::1/', 'bad_host'],
    [`http://${'a'.repeat(64)}.com/`, 'bad_host'],
    ['http://example.com:70000/', 'bad_port'],
    [`http://example.com/${'a'.repeat(LINK_CHARACTERS_MAX)}`, 'too_long'],
  ])('%s is refused: %s', (text, issue) => expect(urlOf(text)).toBe(issue))

  it('says whose domain it is, what was in front and what stands behind', () => {
    const result = readLink('http://user:pw@a.shop.co.uk:8080/x/?q=1#f')
    expect(result).toMatchObject({
      ok: true,
      link: {
        kind: 'url',
        registrable: 'shop.co.uk',
        publicSuffix: 'co.uk',
        port: 8080,
        user: 'user:pw',
        path: '/x/',
        query: '?q=1',
        fragment: '#f',
        isIpHost: false,
      },
    })
    expect(result.ok && result.link.keys).toContain('shop.co.uk/x/')
    expect(readLink('github.io')).toMatchObject({ link: { registrable: null, kind: 'domain' } })
  })

  it('shows a name in another script as people see it', () => {
    expect(readLink('xn--pypal-4ve.com')).toMatchObject({ link: { hostUnicode: 'pаypal.com' } })
  })

  it('never throws, and reads its own canonical form as the same', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string({ unit: 'binary' })),
        (text) => {
          const first = readLink(text)
          if (!first.ok) return
          const again = readLink(first.link.url)
          expect(again.ok && again.link.url).toBe(first.link.url)
        },
      ),
      { seed: 11, numRuns: 3000 },
    )
  })

  it('reads the longest hostile texts in milliseconds', () => {
    const half = LINK_CHARACTERS_MAX / 2 - 10
    const texts = ['%25', '/..', '[.]', '.', '<', ' ', '@', ':', '\\', 'ß', '"'].map((part) =>
      `http://a.com/${part.repeat(half)}`.slice(0, LINK_CHARACTERS_MAX),
    )
    const started = performance.now()
    for (const text of texts) {
      for (const input of [text, text.slice(13), text.slice(7)]) {
        const result = readLink(input)
        if (result.ok) expect(result.link.keys.length).toBeLessThan(40)
      }
    }
    expect((performance.now() - started) / texts.length).toBeLessThan(200)
  })
})

describe('a phone number is no link', () => {
  it.each([
    ['+49 170 1234567', '+491701234567'],
    ['(555) 010-9999', '5550109999'],
    ['tel:+1-555-010-9999', '+15550109999'],
  ])('%s', (text, number) => expect(readSubject(text)).toEqual({ kind: 'phone', number }))

  it.each(['192.168.10.20', 'example.com', '12345', '1234567890123456'])('%s is none', (text) =>
    expect(readSubject(text).kind).not.toBe('phone'),
  )
})
