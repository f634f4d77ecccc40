import type { Reference } from '@gatehouse/contract'
import { formatIpRange, parseIpRange, type IpRange } from '@gatehouse/reference'
import type { Store } from '@gatehouse/store'
import { judgeBlock, type BlockGuard, type Refusal } from './judge-block.ts'

export interface BlockParts {
  readonly store: {
    readonly lists: Pick<Store['lists'], 'all' | 'everything'>
    readonly shops: Pick<Store['shops'], 'all'>
  }
  readonly guard: BlockGuard
  /** Whose lists the layers are told of; `null`: those of every shop. */
  readonly shops: readonly string[] | null
  /** Of all shops together. */
  readonly blocksMax: number
  readonly reference: () => Reference
  readonly nowMs: () => number
}

export interface WantedBlock {
  /** Canonical CIDR. */
  readonly range: string
  readonly network: IpRange
  readonly shopId: string
  readonly list: string
  /** `null`: until it is taken off the list. */
  readonly expiresAtMs: number | null
}

export interface RefusedBlock {
  readonly value: string
  readonly list: string
  readonly why: Refusal
}

export interface WantedBlocks {
  readonly blocks: readonly WantedBlock[]
  readonly refused: readonly RefusedBlock[]
}

/**
 * What the deny lists of networks say is to be blocked, less what the guard leaves alone. It is
 * worked out anew each time: an item that is taken off, or has expired, is not in it any more.
 *
 * @param shopId `null`: of all shops
 */
export async function wantedBlocks(
  parts: BlockParts,
  shopId: string | null,
): Promise<WantedBlocks> {
  const shopIds =
    shopId === null
      ? (await parts.store.shops.all())
          .map(({ shopId: id }) => id)
          .filter((id) => parts.shops === null || parts.shops.includes(id))
      : [shopId]
  const blocks = new Map<string, WantedBlock>()
  const refused: RefusedBlock[] = []
  for (const id of shopIds) {
    for (const list of await parts.store.lists.all(id)) {
      if (list.type !== 'ip_range' || list.standing !== 'deny') continue
      await readList(parts, id, list.name, blocks, refused)
    }
  }
  const sorted = inTurn([...blocks.values()])
  const over = sorted.splice(parts.blocksMax)
  const tooMany = over.map(({ range, list }) => ({ value: range, list, why: 'over_cap' as const }))
  return { blocks: sorted, refused: [...refused, ...tooMany] }
}

async function readList(
  { store, guard, reference, nowMs }: BlockParts,
  shopId: string,
  list: string,
  blocks: Map<string, WantedBlock>,
  refused: RefusedBlock[],
): Promise<void> {
  for await (const items of store.lists.everything(shopId, list)) {
    for (const { value, expiresAtMs } of items) {
      if (expiresAtMs !== null && expiresAtMs <= nowMs()) continue
      const network = parseIpRange(value)
      const why = network === undefined ? 'no_network' : judgeBlock(network, guard, reference())
      if (network === undefined || why !== null) {
        refused.push({ value, list, why: why ?? 'no_network' })
        continue
      }
      const range = formatIpRange(network)
      const before = blocks.get(range)
      if (before === undefined || isLonger(expiresAtMs, before.expiresAtMs)) {
        blocks.set(range, { range, network, shopId, list, expiresAtMs })
      }
    }
  }
}

/**
 * Shop by shop in turn, so that one with many does not push out the others'. Of each the shortest-lived
 * first: they are the newest attacks, and what is kept for good may wait.
 */
function inTurn(blocks: readonly WantedBlock[]): WantedBlock[] {
  const ofShop = new Map<string, number>()
  return blocks
    .toSorted(byExpiry)
    .map((block) => {
      const turn = ofShop.get(block.shopId) ?? 0
      ofShop.set(block.shopId, turn + 1)
      return { block, turn }
    })
    .toSorted((a, b) => a.turn - b.turn)
    .map(({ block }) => block)
}

function byExpiry(a: WantedBlock, b: WantedBlock): number {
  return (a.expiresAtMs ?? Infinity) - (b.expiresAtMs ?? Infinity) || (a.range < b.range ? -1 : 1)
}

function isLonger(a: number | null, b: number | null): boolean {
  return b !== null && (a === null || a > b)
}
