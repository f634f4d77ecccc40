import {
  NO_HISTORY,
  NO_LINKS,
  NO_SHARED_LIST,
  NOTHING_ELSEWHERE,
  NOTHING_LINKED,
  NOTHING_OUTSIDE,
  type OrderEvent,
  type Parsed,
  type Reference,
  type SignalDeclaration,
  type SignalValue,
  type SignalVector,
} from '@gatehouse/contract'
import { derive } from './derived.ts'
import { accountSignals } from './groups/account.ts'
import { amountDueSignals } from './groups/amount-due.ts'
import { billingSignals, shippingSignals } from './groups/address.ts'
import { behaviourSignals } from './groups/behaviour.ts'
import { cardSignals } from './groups/card.ts'
import { challengeSignals } from './groups/challenge.ts'
import { countrySignals } from './groups/country.ts'
import { customerSignals } from './groups/customer.ts'
import { deliverySignals } from './groups/delivery.ts'
import { deviceSignals } from './groups/device.ts'
import { distanceSignals } from './groups/distance.ts'
import { elsewhereSignals } from './groups/elsewhere.ts'
import { emailSignals } from './groups/email.ts'
import { emailNameSignals } from './groups/email-name.ts'
import { eventSignals } from './groups/event.ts'
import { fraudAgeSignals, historySignals } from './groups/history.ts'
import { ipSignals } from './groups/ip.ts'
import { linkedSignals } from './groups/linked.ts'
import { linkRefundSignals, linkSignals } from './groups/links.ts'
import { lookupSignals } from './groups/lookup.ts'
import { orderSignals } from './groups/order.ts'
import { outsideSignals } from './groups/outside.ts'
import { paymentSignals } from './groups/payment.ts'
import { sanctionsSignals } from './groups/sanctions.ts'
import { sellerSignals } from './groups/seller.ts'
import { sessionSignals } from './groups/session.ts'
import { sharedListSignals } from './groups/shared-list.ts'
import { shopperSignals } from './groups/shopper.ts'
import { compileReads, resolveReads, type Readings } from './reads.ts'
import type { Observation, SignalDefinition, SignalInput } from './signal.ts'

/**
 * Every signal computed from the event and its look-ups, in the order of the vector. Compiled
 * rules, columns and models hold positions, so the order is append-only: what comes later, also
 * to a group that stands here already, goes to the end.
 */
export const SIGNALS: readonly SignalDefinition[] = [
  ...eventSignals,
  ...ipSignals,
  ...distanceSignals,
  ...countrySignals,
  ...billingSignals,
  ...shippingSignals,
  ...deliverySignals,
  ...emailSignals,
  ...deviceSignals,
  ...cardSignals,
  ...paymentSignals,
  ...orderSignals,
  ...shopperSignals,
  ...accountSignals,
  ...customerSignals,
  ...sessionSignals,
  ...behaviourSignals,
  ...sellerSignals,
  ...outsideSignals,
  ...linkedSignals,
  ...amountDueSignals,
  ...emailNameSignals,
  ...challengeSignals,
  ...linkSignals,
  ...lookupSignals,
  ...sanctionsSignals,
  ...historySignals,
  ...sharedListSignals,
  ...fraudAgeSignals,
  ...elsewhereSignals,
  ...linkRefundSignals,
]

/** Look-ups that the entities of an event are spelled with, whatever the signals read. */
const ENTITY_READS = ['ip', 'email', 'email_domain', 'billing_phone', 'shipping_phone'] as const

/** The read plan: what to look up once, and what to compute from it. */
export interface SignalPlan {
  readonly declarations: readonly SignalDeclaration[]
  /** Makes every look-up of the plan. */
  read(event: Parsed<OrderEvent>, reference: Reference): Readings
  /** The values of `declarations`, in their order. */
  compute(observation: Observation): SignalVector
}

/** Compiles definitions to one plan; each look-up that any of them needs is made once. */
export function compileSignalPlan(definitions: readonly SignalDefinition[] = SIGNALS): SignalPlan {
  const wanted = definitions.flatMap((definition) => definition.reads)
  const read = compileReads(resolveReads([...ENTITY_READS, ...wanted]))
  const declarations = definitions.map(({ name, type, doc, privacy }) =>
    Object.freeze({ name, type, doc, privacy }),
  )
  // Side by side, without the objects around them: they are called for every event.
  const computations = definitions.map(({ compute }) => compute)
  return {
    declarations,
    read: (event, reference) => read(reference, event),
    compute({
      event,
      readings,
      profile,
      shop,
      outside = NOTHING_OUTSIDE,
      linked = NOTHING_LINKED,
      links = NO_LINKS,
      history = NO_HISTORY,
      sharedList = NO_SHARED_LIST,
      elsewhere = NOTHING_ELSEWHERE,
    }) {
      const derived = derive(event, shop)
      const input: SignalInput = {
        event,
        readings,
        profile,
        shop,
        derived,
        outside,
        linked,
        links,
        history,
        sharedList,
        elsewhere,
      }
      const values: SignalValue[] = new Array(computations.length)
      for (let index = 0; index < computations.length; index++) {
        values[index] = computations[index]!(input)
      }
      return values
    },
  }
}
