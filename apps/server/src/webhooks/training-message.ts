import type { StoredTraining, Webhook } from '@gatehouse/store'
import { shownTraining } from '../training/shown-training.ts'
import { chatMessage } from './alert.ts'
import type { Message } from './message.ts'

/** What came of a training, once it has ended: the same for every attempt. */
export function trainingMessage(
  { kind, shopId }: Webhook,
  training: StoredTraining,
  endedAtMs: number,
): Message {
  const id = `evt_${training.id.replaceAll('-', '')}_training_ended`
  const data = shownTraining(training)
  if (kind === 'chat') return chatMessage(id, `Training (${shopId}): ${inWords(data)}`)
  const timestamp = new Date(endedAtMs).toISOString()
  const body = JSON.stringify({ type: 'training.ended', timestamp, shop_id: shopId, data })
  return { id, body, hasNext: false }
}

function inWords({ name, model, error, report }: ReturnType<typeof shownTraining>): string {
  if (model === null) return `\`${name}\` has failed: ${error}`
  const use =
    report?.['is_challenger'] === true
      ? 'it is tried beside what decides, and decides nothing'
      : 'it is a candidate, and does nothing'
  return `\`${name}\` is ready (model ${model.slice(0, 12)}): ${use}`
}
