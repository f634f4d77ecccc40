/** Versions of the feed, what lies between them, and the manifest that is signed. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryOf, feedOf, SAMPLE } from '../src/feed/sample.case.ts'
import {
  applyDelta,
  composeFeed,
  deltaBetween,
  FEED_FORMATS,
  feedState,
  hexOf,
  manifestText,
  type FeedManifest,
} from '../src/index.ts'
import { DIGESTS } from './digests.ts'

const stateOf = (version: number, entries = SAMPLE) => feedState(version, entries, DIGESTS)

describe('a delta of the feed', () => {
  it('turns any version into any other, whatever the order of entries', () => {
    const entries = fc.uniqueArray(
      fc.record({ at: fc.nat(20), confidence: fc.constantFrom(0.5, 0.9) }),
      { selector: ({ at }) => at, maxLength: 15 },
    )
    fc.assert(
      fc.property(entries, entries, (a, b) => {
        const made = (all: typeof a) =>
          all.map(({ at, confidence }) => entryOf('domain', `s${at}.example`, { confidence }))
        const [before, after] = [stateOf(1, made(a)), stateOf(2, made(b))]
        const applied = applyDelta(before, deltaBetween(before, after), DIGESTS)
        expect(applied).toEqual({ ok: true, state: after })
        expect(stateOf(2, made(b).toReversed()).digest).toBe(after.digest)
      }),
    )
  })

  it('holds what is new, what has changed and what is gone, and no more', () => {
    const [first, second, ...rest] = SAMPLE
    const after = [{ ...second!, confidence: 0.5 }, ...rest, entryOf('domain', 'new.example')]
    const delta = deltaBetween(stateOf(3), stateOf(4, after))
    expect(delta.removed).toEqual([{ kind: 'domain', key: first!.key }])
    expect(delta.put.map(({ key }) => key)).toEqual(['new.example', second!.key])
    expect([delta.from, delta.to]).toEqual([3, 4])
  })

  it('is not taken on another version, nor when it does not come out as it says', () => {
    const [before, after] = [stateOf(3), stateOf(4, SAMPLE.slice(1))]
    const delta = deltaBetween(before, after)
    expect(applyDelta(after, delta, DIGESTS)).toEqual({ ok: false, why: 'other_version' })
    expect(applyDelta(stateOf(3, SAMPLE.slice(2)), delta, DIGESTS)).toEqual({
      ok: false,
      why: 'other_version',
    })
    expect(applyDelta(before, { ...delta, removed: [] }, DIGESTS)).toEqual({
      ok: false,
      why: 'wrong_digest',
    })
  })
})

describe('the manifest', () => {
  const feed = composeFeed(feedOf(SAMPLE, 12))
  const written = { txt: FEED_FORMATS.txt.write(feed), rpz: FEED_FORMATS.rpz.write(feed) }
  const text = manifestText(feed, stateOf(12), written, 'the one before', DIGESTS)
  const manifest = JSON.parse(text) as FeedManifest

  it('seals version, times, entries and the bytes of each format, and the manifest before it', () => {
    expect(manifest).toMatchObject({
      schema: 'gatehouse/blocklist/1',
      version: 12,
      created_at: '2026-11-20T10:11:12Z',
      expires_at: '2026-11-21T10:11:12Z',
      count: SAMPLE.length,
      digest: stateOf(12).digest,
      previous: hexOf(DIGESTS.sha256('the one before')),
    })
    expect(manifest.formats['rpz']).toEqual({
      sha256: hexOf(DIGESTS.sha256(written.rpz.text)),
      bytes: Buffer.byteLength(written.rpz.text),
      entries: written.rpz.written,
      left_out: written.rpz.leftOut,
    })
  })

  it('is the same text for the same feed', () => {
    expect(manifestText(feed, stateOf(12), written, 'the one before', DIGESTS)).toBe(text)
    expect(text).not.toContain('\n')
  })
})
