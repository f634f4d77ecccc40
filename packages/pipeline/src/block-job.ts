import type { Ruling } from '@gatehouse/gate'
import type { NewJob } from '@gatehouse/store'

/** Puts the network that an event came from on the deny list, for a while. */
export const BLOCK_QUEUE = 'block_network'

export interface BlockPayload {
  readonly decision: string
}

/** `[]` unless the decision asks for it. */
export function blockJobs(shopId: string, { id, actions }: Ruling): NewJob[] {
  if (!actions.some(({ kind }) => kind === 'block_network')) return []
  const payload: BlockPayload = { decision: id }
  return [{ shopId, queue: BLOCK_QUEUE, payload }]
}
