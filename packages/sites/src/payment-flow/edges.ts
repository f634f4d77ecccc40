import type { SiteEdge } from '../edge.ts'
import type { PaymentFlowObservation } from '../observation/payment-flow.ts'
import { processorOf } from './find-processor.ts'

/**
 * What a walk ties to other sites: whose account is paid, and whose host takes the cards. A
 * processor's own host is no such host: all its customers would be one.
 */
export function paymentFlowEdges({
  destinations,
  merchantIds,
}: Pick<PaymentFlowObservation, 'destinations' | 'merchantIds'>): SiteEdge[] {
  const edges = new Map<string, SiteEdge>()
  const add = (edge: SiteEdge) => void edges.set(`${edge.kind} ${edge.value}`, edge)
  for (const { processor, id } of merchantIds)
    add({ kind: 'merchant_id', value: `${processor}:${id}` })
  for (const { host, hasCard } of destinations) {
    if (hasCard && processorOf(host) === null) add({ kind: 'card_destination', value: host })
  }
  return [...edges.values()]
}
