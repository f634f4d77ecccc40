import type { Reference } from '@gatehouse/contract'
import { expect, it } from 'vitest'
import { wantedBlocks, type BlockParts } from './wanted-blocks.ts'

/** What stands on the deny list of each shop, without an expiry. */
const ON_LIST: Readonly<Record<string, readonly string[]>> = {
  flooding: ['45.155.204.1/32', '45.155.204.2/32', '45.155.204.3/32', '45.155.204.4/32'],
  quiet: ['185.220.101.7/32'],
}

function partsOf(more: Partial<BlockParts> = {}): BlockParts {
  const lists = {
    all: async () => [{ name: 'blocked_ip_ranges', type: 'ip_range', standing: 'deny' }],
    async *everything(shopId: string) {
      yield ON_LIST[shopId]!.map((value) => ({ value, expiresAtMs: null }))
    },
  }
  const shops = { all: async () => Object.keys(ON_LIST).map((shopId) => ({ shopId })) }
  return {
    store: { lists, shops } as unknown as BlockParts['store'],
    guard: { bitsMin: { 4: 24, 6: 48 }, own: [] },
    shops: null,
    blocksMax: 3,
    reference: () => ({ ip: () => ({ known: false }) }) as unknown as Reference,
    nowMs: () => 0,
    ...more,
  }
}
const rangesOf = async (parts: BlockParts) =>
  (await wantedBlocks(parts, null)).blocks.map(({ range }) => range)

it('a shop with many blocks does not push out those of another', async () => {
  expect(await rangesOf(partsOf())).toEqual([
    '185.220.101.7/32',
    '45.155.204.1/32',
    '45.155.204.2/32',
  ])
})

it('where shops are named the lists of no other count', async () => {
  expect(await rangesOf(partsOf({ shops: ['quiet'] }))).toEqual(['185.220.101.7/32'])
})
