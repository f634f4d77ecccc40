import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../src/index.ts'
import { startTestDatabase, type TestDatabase } from './database.ts'

const NOW_MS = Date.UTC(2026, 10, 27, 12)
const KEYS = Array.from({ length: 9 }, (_, at) => `site${at}.example`)

let test: TestDatabase
let store: Store

beforeAll(async () => {
  test = await startTestDatabase()
  store = await test.open()
  for (const [at, key] of KEYS.entries()) {
    await store.sites.meet(key, 'site', NOW_MS)
    const edges = [
      { kind: 'ip', value: '198.51.100.1' } as const,
      ...(at < 2 ? [{ kind: 'wallet', value: 'w' } as const] : []),
      { kind: 'api_key', value: `k${at}` } as const,
    ]
    await store.sites.observe(key, 'network', {}, { edges, bands: [] }, [])
  }
})
afterAll(async () => {
  await store.close()
  await test.stop()
})

describe('how many sites show what a few of them share', () => {
  const degrees = (keys: readonly string[], most: number) =>
    store.sites.weigh(async (weighing) =>
      (await weighing.degrees(keys, most)).toSorted((a, b) => (a.kind < b.kind ? -1 : 1)),
    )

  it('is counted over all sites, not over those that were asked for', async () => {
    expect(await degrees(KEYS.slice(0, 2), 100)).toEqual([
      { kind: 'ip', value: '198.51.100.1', sites: 9 },
      { kind: 'wallet', value: 'w', sites: 2 },
    ])
    expect(await degrees(KEYS.slice(3, 4), 100)).toEqual([])
  })

  it('is counted no further than asked', async () => {
    expect(await degrees(KEYS, 5)).toEqual([
      { kind: 'ip', value: '198.51.100.1', sites: 5 },
      { kind: 'wallet', value: 'w', sites: 2 },
    ])
  })
})
