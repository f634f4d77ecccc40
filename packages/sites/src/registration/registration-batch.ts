import { poissonLogTail, sigmaOfLogTail } from '@gatehouse/scoring'
import type { SiteEdge } from '../edge.ts'
import { compareText } from '../layer-reading.ts'
import type { RegistrationObservation } from '../observation/registration.ts'
import { readName } from './naming.ts'

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS
/** Registrations of strangers that may be expected in the gap between a burst and what belongs to it. */
const STRANGER_CHANCE = 0.1
/** Edges of one batch. */
const SPANS_MAX = 16
/** Registrations in one call; a job looks at the newest. */
const REGISTRATIONS_MAX = 20_000

/** Domains of one pattern that were registered within days of each other. */
export interface RegistrationBatch {
  /** What they have in common beside the time: `name=energy+claim` and the like. */
  readonly key: string
  /**
   * Edges for each of its domains: the key with every week (or ten minutes, of a basket) since the
   * epoch that it touches. Whoever looks from another domain sees a window that begins at another
   * one, and has an edge of the same batch in common all the same.
   */
  readonly edges: readonly SiteEdge[]
  readonly domains: readonly string[]
  readonly firstMs: number
  readonly lastMs: number
  /** From the first to the last, rounded up. */
  readonly days: number
  /** Different ones among them. */
  readonly registrars: number
  readonly privacyServices: number
  /** Natural logarithm of the probability that so dense a burst comes about by itself. */
  readonly logTail: number
  /** The same, as the one-sided normal equivalent. */
  readonly sigma: number
}

export interface BatchOptions {
  /** Longest burst, in days: the reference case took seven. */
  readonly windowDays?: number | undefined
  readonly domainsMin?: number | undefined
  readonly sigmaMin?: number | undefined
  /**
   * How many registrations a day with this key are usual in what is being watched; above 0. The
   * caller knows how many domains it sees: it is no property of the internet.
   */
  readonly usualPerDay: (key: string) => number
  /** Days over which registrations were watched: so many chances were there for a burst. */
  readonly watchedDays: number
  /** Name servers that strangers share: they are no key. */
  readonly isCommonNameServer?: ((nameServer: string) => boolean) | undefined
}

/**
 * Finds bursts among registrations that have something in common: the grammar of their names, their
 * set of name servers, or registrar and privacy service together with either. Never the time alone.
 *
 * For each key the densest window is held against a Poisson process of the usual rate. The expected
 * number of windows of length w that start at a registration and hold k or more is
 * `rate * watched * P(Poisson(rate * w) >= k - 1)` (Mecke's formula), which is at least the
 * probability that there is one (Markov): an upper bound of the tail of the scan statistic, nothing
 * simulated. It is multiplied by the number of keys that were looked at.
 *
 * @returns most surprising first; a domain may be in several
 */
export function registrationBatches(
  registrations: readonly RegistrationObservation[],
  options: BatchOptions,
): RegistrationBatch[] {
  const groups = groupByKey(registrations.slice(-REGISTRATIONS_MAX), options.isCommonNameServer)
  const batches: RegistrationBatch[] = []
  for (const [key, members] of groups) {
    const batch = densest(key, members, groups.size, options)
    if (batch) batches.push(batch)
  }
  return batches.sort((a, b) => a.logTail - b.logTail || compareText(a.key, b.key))
}

interface Dated {
  readonly observation: RegistrationObservation
  readonly atMs: number
}

function groupByKey(
  registrations: readonly RegistrationObservation[],
  isCommon: BatchOptions['isCommonNameServer'],
): Map<string, Dated[]> {
  const groups = new Map<string, Dated[]>()
  for (const observation of registrations) {
    if (!isDated(observation)) continue
    const atMs = observation.registeredAtMs!
    for (const key of batchKeys(observation, isCommon)) {
      const members = groups.get(key) ?? []
      members.push({ observation, atMs })
      groups.set(key, members)
    }
  }
  return groups
}

/** Whether the registry says when the domain was registered. */
export function isDated({ registeredAtMs }: RegistrationObservation): boolean {
  return registeredAtMs !== null && Number.isFinite(registeredAtMs)
}

/** What a registration may have in common with others of its batch, as canonical texts. */
export function batchKeys(
  { domain, nameServers, registrar, privacyService }: RegistrationObservation,
  isCommonNameServer: (nameServer: string) => boolean = () => false,
): string[] {
  const { family } = readName(domain)
  const own = nameServers.filter((nameServer) => !isCommonNameServer(nameServer))
  const servers = own.length > 0 ? serverSet(own) : null
  const keys: string[] = []
  if (family !== null) keys.push(`name=${family}`)
  if (servers !== null) keys.push(`servers=${servers}`)
  if (registrar !== null && privacyService !== null) {
    const house = `${registrar.toLowerCase()}|${privacyService.toLowerCase()}`
    if (family !== null) keys.push(`name=${family}&house=${house}`)
    if (servers !== null) keys.push(`servers=${servers}&house=${house}`)
  }
  return keys
}

function densest(
  key: string,
  members: readonly Dated[],
  keys: number,
  options: BatchOptions,
): RegistrationBatch | null {
  const { windowDays = 7, domainsMin = 4, sigmaMin = 5, usualPerDay, watchedDays } = options
  const sorted = [...members].sort(
    (a, b) => a.atMs - b.atMs || compareText(a.observation.domain, b.observation.domain),
  )
  let best = { from: 0, to: 0 }
  for (let from = 0, to = 0; from < sorted.length; from += 1) {
    while (to < sorted.length && sorted[to]!.atMs - sorted[from]!.atMs <= windowDays * DAY_MS)
      to += 1
    if (to - from > best.to - best.from) best = { from, to }
  }
  const rate = Math.max(usualPerDay(key), 1e-9)
  const core = new Set(
    sorted.slice(best.from, best.to).map(({ observation }) => observation.domain),
  )
  if (core.size < domainsMin) return null
  const inside = sorted.slice(...widened(sorted, best, rate, windowDays))
  const domains = [...new Set(inside.map(({ observation }) => observation.domain))].sort(
    compareText,
  )
  const chances = Math.log(rate * Math.max(watchedDays, windowDays)) + Math.log(keys)
  const logTail = Math.min(0, chances + poissonLogTail(core.size - 1, rate * windowDays))
  const sigma = sigmaOfLogTail(logTail)
  if (!(sigma >= sigmaMin)) return null
  const firstMs = inside[0]!.atMs
  const lastMs = inside[inside.length - 1]!.atMs
  return {
    key,
    edges: batchEdges(key, firstMs, lastMs, WEEK_MS),
    domains,
    firstMs,
    lastMs,
    days: Math.max(1, Math.ceil((lastMs - firstMs) / DAY_MS)),
    registrars: distinct(inside.map(({ observation }) => observation.registrar)),
    privacyServices: distinct(inside.map(({ observation }) => observation.privacyService)),
    logTail,
    sigma,
  }
}

/**
 * The window with what came so soon before or after that a stranger is unlikely there: a burst does not
 * end at midnight of the seventh day. How surprising it is is said of the window alone.
 */
function widened(
  sorted: readonly Dated[],
  { from, to }: { readonly from: number; readonly to: number },
  rate: number,
  windowDays: number,
): [from: number, to: number] {
  const spanMs = 2 * windowDays * DAY_MS
  const isNear = (first: number, second: number) =>
    ((sorted[second]!.atMs - sorted[first]!.atMs) / DAY_MS) * rate <= STRANGER_CHANCE
  const isShort = (first: number, last: number) =>
    sorted[last]!.atMs - sorted[first]!.atMs <= spanMs
  let [first, end] = [from, to]
  while (end < sorted.length && isNear(end - 1, end) && isShort(first, end)) end += 1
  while (first > 0 && isNear(first - 1, first) && isShort(first - 1, end - 1)) first -= 1
  return [first, end]
}

/** A set of name servers as one text; thirteen are enough for any domain. */
export function serverSet(nameServers: readonly string[]): string {
  return [...new Set(nameServers)].sort(compareText).slice(0, 13).join(' ')
}

/** One edge for each span of time since the epoch that the batch touches. */
export function batchEdges(
  key: string,
  firstMs: number,
  lastMs: number,
  spanMs: number,
): SiteEdge[] {
  const edges: SiteEdge[] = []
  const last = Math.floor(lastMs / spanMs)
  for (
    let span = Math.floor(firstMs / spanMs);
    span <= last && edges.length < SPANS_MAX;
    span += 1
  ) {
    edges.push({ kind: 'registration_batch', value: `${key}@${span}` })
  }
  return edges
}

function distinct(values: readonly (string | null)[]): number {
  return new Set(values.filter((value) => value !== null)).size
}
