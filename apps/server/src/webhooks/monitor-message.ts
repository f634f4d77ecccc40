import type { StoredAlert, Webhook } from '@gatehouse/store'
import { shownAlert } from '../monitors/look.ts'
import { chatMessage } from './alert.ts'
import type { Message } from './message.ts'

/** What changed about the signals or the model of a shop: the same for every attempt. */
export function monitorMessage({ kind, shopId }: Webhook, alert: StoredAlert): Message {
  const id = `evt_${alert.id.replaceAll('-', '')}_monitor_alert`
  if (kind === 'chat') return chatMessage(id, `Watch out (${shopId}): ${alert.text}`)
  // Whether it has ended since is asked for, not told: the message never changes.
  const data = { ...shownAlert(alert), ended_at: null }
  const timestamp = data.began_at
  const body = JSON.stringify({ type: 'monitor.alert', timestamp, shop_id: shopId, data })
  return { id, body, hasNext: false }
}
