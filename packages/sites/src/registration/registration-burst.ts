import { sigmaOfLogTail } from '@gatehouse/scoring'
import { compareText } from '../layer-reading.ts'
import type { RegistrationObservation } from '../observation/registration.ts'
import { batchEdges, isDated, serverSet, type RegistrationBatch } from './registration-batch.ts'

const DAY_MS = 86_400_000
/** Runs are told apart by so much time. */
const SPAN_MS = 600_000
const REGISTRATIONS_MAX = 20_000

export interface BurstOptions {
  /** Most time from one registration to the next: whoever buys a basket of names waits for none. */
  readonly gapMs?: number | undefined
  /** How many such runs may be expected by chance, of one key: 0.05. */
  readonly chanceMax?: number | undefined
  /** Registrations a day with this key that are usual in what is being watched; above 0. */
  readonly usualPerDay: (key: string) => number
  readonly watchedDays: number
}

/**
 * Finds domains that one registrar registered within minutes of each other: bought in one basket,
 * whatever their names. A run of k registrations, each at most `gapMs` after the one before, is
 * expected `rate * watched * (1 - exp(-rate * gap))^(k - 1)` times in a Poisson process. Runs of a
 * registrar with one set of name servers count by their own, lower rate, common name servers among
 * them. At a registrar of which much is watched two registrations in a minute are no basket, and no
 * run is found.
 *
 * @returns most surprising first; a domain may be in two
 */
export function registrationBursts(
  registrations: readonly RegistrationObservation[],
  options: BurstOptions,
): RegistrationBatch[] {
  const groups = new Map<string, RegistrationObservation[]>()
  for (const observation of registrations.slice(-REGISTRATIONS_MAX)) {
    if (!isDated(observation)) continue
    for (const key of burstKeys(observation)) {
      const members = groups.get(key)
      if (members) members.push(observation)
      else groups.set(key, [observation])
    }
  }
  return [...groups]
    .flatMap(([key, members]) => runsOf(key, members, options))
    .sort((a, b) => a.logTail - b.logTail || compareText(a.key, b.key) || a.firstMs - b.firstMs)
}

/** What registrations of one basket have in common, as canonical texts. */
export function burstKeys({ registrar, nameServers }: RegistrationObservation): string[] {
  if (registrar === null) return []
  const house = `house=${registrar.toLowerCase()}`
  if (nameServers.length === 0) return [house]
  return [house, `${house}&servers=${serverSet(nameServers)}`]
}

function runsOf(
  key: string,
  members: readonly RegistrationObservation[],
  { gapMs = 120_000, chanceMax = 0.05, usualPerDay, watchedDays }: BurstOptions,
): RegistrationBatch[] {
  const sorted = [...members].sort(
    (a, b) => a.registeredAtMs! - b.registeredAtMs! || compareText(a.domain, b.domain),
  )
  const runs: RegistrationObservation[][] = []
  for (const one of sorted) {
    const last = runs.at(-1)
    if (last && one.registeredAtMs! - last.at(-1)!.registeredAtMs! <= gapMs) last.push(one)
    else runs.push([one])
  }
  const rate = Math.max(usualPerDay(key), 1e-9)
  const logNext = Math.log(-Math.expm1((-rate * gapMs) / DAY_MS))
  return runs.flatMap((run) => {
    const domains = [...new Set(run.map(({ domain }) => domain))].sort(compareText)
    const logTail = Math.min(0, Math.log(rate * watchedDays) + (domains.length - 1) * logNext)
    if (domains.length < 2 || logTail > Math.log(chanceMax)) return []
    const firstMs = run[0]!.registeredAtMs!
    const lastMs = run.at(-1)!.registeredAtMs!
    const privacy = run.flatMap(({ privacyService }) => privacyService ?? [])
    return {
      key,
      edges: batchEdges(key, firstMs, lastMs, SPAN_MS),
      domains,
      firstMs,
      lastMs,
      days: 1,
      registrars: 1,
      privacyServices: new Set(privacy).size,
      logTail,
      sigma: sigmaOfLogTail(logTail),
    }
  })
}
