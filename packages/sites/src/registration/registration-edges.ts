import type { SiteEdge } from '../edge.ts'
import type { RegistrationObservation } from '../observation/registration.ts'
import { namingEdge } from './naming-edge.ts'
import { batchKeys, registrationBatches, type RegistrationBatch } from './registration-batch.ts'
import { burstKeys, registrationBursts } from './registration-burst.ts'

const DAY_MS = 86_400_000
const YEAR_DAYS = 365

export interface WatchedOptions {
  readonly asOfMs: number
  /** Days that rates are learned from. */
  readonly days?: number | undefined
  readonly isCommonNameServer?: ((nameServer: string) => boolean) | undefined
}

/** What the registrations of all watched sites say about one of them. */
export interface RegistrationTies {
  readonly edges: readonly SiteEdge[]
  /** The most surprising batch that it is in, for `registrationReading`. */
  readonly batch: RegistrationBatch | null
}

/**
 * Edges of registrations that were watched together: batches, baskets and stems of names. What is
 * usual of a key is its own rate among them over the last year, the batch included, so that a key of
 * which much is registered all the time makes no batch; a key that was seen once counts as usual once
 * a year.
 *
 * @param registrations newest observation of each domain
 * @returns by domain
 */
export function registrationTies(
  registrations: readonly RegistrationObservation[],
  { asOfMs, days = YEAR_DAYS, isCommonNameServer }: WatchedOptions,
): Map<string, RegistrationTies> {
  const counts = new Map<string, number>()
  for (const registration of registrations) {
    const at = registration.registeredAtMs
    if (at === null || !(at >= asOfMs - days * DAY_MS)) continue
    const keys = [...batchKeys(registration, isCommonNameServer), ...burstKeys(registration)]
    for (const key of new Set(keys)) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const options = {
    usualPerDay: (key: string) => Math.max(1, counts.get(key) ?? 0) / days,
    watchedDays: days,
    isCommonNameServer,
  }
  const ties = new Map<string, { edges: SiteEdge[]; batch: RegistrationBatch | null }>()
  for (const { domain } of registrations) {
    const name = namingEdge(domain)
    ties.set(domain, { edges: name ? [name] : [], batch: null })
  }
  for (const batch of registrationBatches(registrations, options)) add(ties, batch, true)
  for (const burst of registrationBursts(registrations, options)) add(ties, burst, false)
  return ties
}

function add(
  ties: ReadonlyMap<string, { edges: SiteEdge[]; batch: RegistrationBatch | null }>,
  batch: RegistrationBatch,
  isBatch: boolean,
): void {
  for (const domain of batch.domains) {
    const known = ties.get(domain)
    if (!known) continue
    known.edges.push(...batch.edges)
    // A basket of two is a tie between them and nothing against either.
    if (isBatch) known.batch ??= batch
  }
}
