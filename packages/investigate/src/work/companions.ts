import {
  batchKeys,
  isCommonNameServer,
  registrationBatches,
  type RegistrationBatch,
  type RegistrationObservation,
} from '@gatehouse/sites'
import type { NewDomain, Sites } from '@gatehouse/store'
import { asRegistration } from './as-registration.ts'

const DAY_MS = 86_400_000
/** A burst takes a week: the reference case did. */
const BURST_DAYS = 7
/** What is usual for a pattern is counted over so many days before. */
const USUAL_DAYS = 60
const LIKE_MAX = 5000
/** A pattern that was never seen before still comes up now and then. */
const USUAL_LEAST = 0.05
/** To look at a few sites too many costs a second each; to hold it against them takes 5 sigma. */
const LOOK_SIGMA = 2

/**
 * The bursts of registrations that a domain belongs to, among the new registrations that are watched:
 * one for each pattern, the most surprising first, those that are hardly surprising too. None where
 * nobody watches.
 */
export async function burstsOf(
  sites: Pick<Sites, 'newDomainsLike' | 'countPatterns' | 'watchedSinceMs'>,
  registration: RegistrationObservation,
): Promise<readonly RegistrationBatch[]> {
  const atMs = registration.registeredAtMs
  if (atMs === null) return []
  const patterns = batchKeys(registration, isCommonNameServer)
  if (patterns.length === 0) return []
  const [fromMs, toMs] = [atMs - BURST_DAYS * DAY_MS, atMs + BURST_DAYS * DAY_MS]
  const sinceMs = await sites.watchedSinceMs()
  if (sinceMs === null) return []
  const usualFromMs = Math.max(sinceMs, fromMs - USUAL_DAYS * DAY_MS)
  const usualDays = Math.max(1, (fromMs - usualFromMs) / DAY_MS)
  const [like, usual] = await Promise.all([
    sites.newDomainsLike(patterns, fromMs, toMs, LIKE_MAX),
    sites.countPatterns(patterns, usualFromMs, fromMs),
  ])
  const batches = registrationBatches([registration, ...others(like, registration)], {
    windowDays: BURST_DAYS,
    sigmaMin: LOOK_SIGMA,
    watchedDays: usualDays + 2 * BURST_DAYS,
    usualPerDay: (key) => Math.max(USUAL_LEAST, (usual.get(key) ?? 0) / usualDays),
    isCommonNameServer,
  })
  return batches.filter(({ domains }) => domains.includes(registration.domain))
}

function others(
  like: readonly NewDomain[],
  { domain: asked, observedAtMs }: RegistrationObservation,
): RegistrationObservation[] {
  return like
    .filter(({ domain }) => domain !== asked)
    .map((listed) => asRegistration(listed, observedAtMs))
}
