/** The look-up that never sees an address: hashes, their beginnings, and what a client tells. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { entryOf, NOW_MS, SAMPLE } from '../src/feed/sample.case.ts'
import {
  applyPrefixUpdate,
  expressionOf,
  hashIndex,
  lookUpByPrefix,
  prefixUpdate,
  readLink,
  type FullHash,
} from '../src/index.ts'
import { DIGESTS } from './digests.ts'

const VECTORS = JSON.parse(
  readFileSync(new URL('../../../spec/feeds/hash-vectors.json', import.meta.url), 'utf8'),
) as { known: readonly { expression: string; sha256: string; prefix4: string }[] }

function keysOf(text: string): readonly string[] {
  const read = readLink(text)
  if (!read.ok) throw new Error(text)
  return read.link.keys
}

/** A client that keeps the prefixes, and all that it ever said to the server. */
function clientOf(entries = SAMPLE) {
  const index = hashIndex(entries, DIGESTS)
  const said: string[] = []
  const source = {
    async fullHashes(prefix: string): Promise<readonly FullHash[]> {
      said.push(JSON.stringify({ prefix }))
      return index.fullHashes(prefix)
    },
  }
  const known = new Set(index.prefixes)
  return {
    said,
    ask: (keys: readonly string[], nowMs = NOW_MS) =>
      lookUpByPrefix(keys, known, source, DIGESTS, nowMs),
  }
}

describe('the look-up by the beginning of a hash', () => {
  it.each(VECTORS.known)(
    'hashes $expression as Web Risk does',
    ({ expression, sha256, prefix4 }) => {
      const [host = '', ...path] = expression.split('/')
      const entry =
        path.join('/') === ''
          ? entryOf('domain', host)
          : entryOf('url', `https://${host}/${path.join('/')}`)
      expect(expressionOf(entry)).toBe(expression)
      const index = hashIndex([entry], DIGESTS)
      expect(index.prefixes).toEqual([prefix4])
      expect(index.fullHashes(prefix4)).toEqual([
        { hash: sha256, kind: entry.kind, expiresAtMs: entry.expiresAtMs },
      ])
    },
  )

  it('finds pages, what is below a domain, one host alone, and addresses', async () => {
    const { ask } = clientOf()
    const page = [
      'shared-host.example/user123/pay.html?x=1',
      'shared-host.example/user123/pay.html',
    ]
    expect((await ask([...page, 'shared-host.example/'])).expression).toBe(page[1])
    expect((await ask(['a.b.scam-pay.example/x', 'scam-pay.example/'])).isListed).toBe(true)
    expect((await ask(['login.bank.example/'])).isListed).toBe(true)
    expect((await ask(['x.login.bank.example/', 'login.bank.example/'])).isListed).toBe(false)
    expect((await ask(['203.0.113.50/a', '203.0.113.50/'])).isListed).toBe(true)
    expect((await ask(['[2001:db8::1]/'])).isListed).toBe(true)
    expect((await ask(['good.example/'])).isListed).toBe(false)
  })

  it('tells the server nothing but beginnings of hashes, and of most links not even these', async () => {
    const { ask, said } = clientOf()
    expect((await ask(keysOf('https://good.example/secret/order/42?name=ada#x'))).isListed).toBe(
      false,
    )
    expect(said).toEqual([])
    const link = 'https://ada:pw@a.scam-pay.example:8443/secret/order/42?name=ada#x'
    expect((await ask(keysOf(link))).isListed).toBe(true)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^\{"prefix":"[0-9a-f]{8}"\}$/)
    expect((await ask(keysOf('https://shared-host.example/user123/pay.html?utm=1'))).isListed).toBe(
      true,
    )
    expect((await ask(keysOf('https://shared-host.example/user123/'))).isListed).toBe(false)
  })

  it('lists nothing by half a hash, and nothing that has expired', async () => {
    const entry = entryOf('domain', 'a.example')
    const { hash, kind } = hashIndex([entry], DIGESTS).fullHashes(
      hashIndex([entry], DIGESTS).prefixes[0]!,
    )[0]!
    const alike = `${hash.slice(0, 8)}${'0'.repeat(56)}`
    const ask = (full: FullHash) =>
      lookUpByPrefix(
        ['a.example/'],
        new Set([hash.slice(0, 8)]),
        { fullHashes: async () => [full] },
        DIGESTS,
        NOW_MS,
      )
    expect((await ask({ hash: alike, kind, expiresAtMs: NOW_MS + 1 })).isListed).toBe(false)
    expect((await ask({ hash, kind, expiresAtMs: NOW_MS })).isListed).toBe(false)
    expect((await ask({ hash, kind, expiresAtMs: NOW_MS + 1 })).isListed).toBe(true)
  })

  it('brings a list up to date by what changed, and starts anew when it does not come out right', () => {
    const before = hashIndex(SAMPLE, DIGESTS)
    const after = hashIndex([...SAMPLE.slice(2), entryOf('domain', 'new.example')], DIGESTS)
    const diff = prefixUpdate(8, after, before.prefixes)
    expect(diff.response_type).toBe('DIFF')
    expect([diff.additions.length, diff.removal_indices.length]).toEqual([1, 2])
    expect(applyPrefixUpdate(before.prefixes, diff, DIGESTS)).toEqual(after.prefixes)
    expect(applyPrefixUpdate(before.prefixes.slice(1), diff, DIGESTS)).toBeNull()
    const reset = prefixUpdate(8, after, null)
    expect(applyPrefixUpdate(['00000000'], reset, DIGESTS)).toEqual(after.prefixes)
  })
})
