import type { SignalDeclaration } from '@gatehouse/contract'

/**
 * How unlike the orders of the shop an event is, from all of its other signals and without a label:
 * what the shop's anomaly model says. Unknown (`not_sent`) where the shop has none at the checkpoint.
 */
export const ORDER_ANOMALY: SignalDeclaration = Object.freeze({
  name: 'anomaly.percentile',
  type: 'double',
  doc: 'How strange the event is to the anomaly model of the shop, 0 to 1: at 0.99 it is stranger than 99 % of the orders that the model was made of. Unknown without such a model.',
  privacy: 'pseudonymous',
})
