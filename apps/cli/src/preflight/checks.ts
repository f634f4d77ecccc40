import { accountChecks } from './checks-account.ts'
import { orderChecks } from './checks-order.ts'
import { peopleChecks } from './checks-people.ts'
import { paymentChecks } from './checks-payment.ts'
import type { Check } from './check.ts'

/** The twenty, in their order. */
export const CHECKS: readonly Check[] = [
  ...paymentChecks,
  ...orderChecks,
  ...accountChecks,
  ...peopleChecks,
].toSorted((a, b) => a.number - b.number)
