import { LIST_ITEMS_MAX } from '@gatehouse/contract'
import { BLOCK_QUEUE, wholeEvent, type BlockPayload, type RescoreParts } from '@gatehouse/pipeline'
import { formatIpRange, parseIp, parseIpRange } from '@gatehouse/reference'
import type { Store } from '@gatehouse/store'
import type { JobQueue } from '../jobs/job-runner.ts'
import { judgeBlock } from './judge-block.ts'
import type { BlockParts } from './wanted-blocks.ts'

export interface AttackBlockParts extends Pick<BlockParts, 'guard' | 'reference' | 'nowMs'> {
  readonly store: RescoreParts['store'] & Pick<Store, 'lists'>
}

/** The list of a new shop that networks are refused by. */
const LIST = 'blocked_ip_ranges'
/** Addresses change hands, and attacks move on. */
const BLOCKED_MS = 3_600_000
/** What one customer has: an address, or a /64 (RFC 6177). */
const BITS = { 4: 32, 6: 64 } as const

/**
 * Carries out `block_network`: the address that the event came from goes on the deny list for an
 * hour. From there it goes wherever networks are blocked, and away again.
 */
export function attackBlockQueue(parts: AttackBlockParts): JobQueue {
  const { store, guard, reference, nowMs } = parts
  return {
    queue: BLOCK_QUEUE,
    concurrency: 1,
    async handle({ shopId, payload }) {
      const { decision } = payload as BlockPayload
      const record = await store.reading.record(shopId, decision)
      if (record === undefined) return
      const { event } = await wholeEvent(parts, record)
      // A shop that keeps no addresses has none to block.
      const ip = parseIp(event.device?.ip_address ?? '')
      if (ip === undefined) return
      const network = parseIpRange(`${event.device!.ip_address}/${BITS[ip.version]}`)
      if (network === undefined || judgeBlock(network, guard, reference()) !== null) return
      const value = formatIpRange(network)
      const known = await store.lists.item(shopId, LIST, value)
      // A person said for how long.
      if (known !== undefined && known.source !== BLOCK_QUEUE) return
      const expiresAtMs = nowMs() + BLOCKED_MS
      const item = { value, source: BLOCK_QUEUE, note: `decision ${decision}`, expiresAtMs }
      const change = { put: [item], take: [], itemsMax: LIST_ITEMS_MAX, author: BLOCK_QUEUE }
      await store.lists.change(shopId, LIST, change)
    },
  }
}
