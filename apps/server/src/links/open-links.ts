import type { Reference } from '@gatehouse/contract'
import {
  entryNameOf,
  INVESTIGATE_QUEUE,
  investigateSite,
  layersOf,
  PUBLISH_QUEUE,
  publishBlocked,
  publishJob,
  type DeskParts,
  type FeedBook,
  type GuardKeeper,
  type InvestigatePayload,
  type ReportParts,
  type SiteEyes,
} from '@gatehouse/investigate'
import {
  domainParts,
  forecast,
  readLink,
  type LexicalFeatures,
  type LexicalReader,
  type SubjectStanding,
} from '@gatehouse/sites'
import type { Store } from '@gatehouse/store'
import type { LinksConfig } from '../config/links.ts'
import type { JobQueue } from '../jobs/job-runner.ts'

/** Sites that are looked at beside each other. */
const LOOKS_AT_ONCE = 4
/** Names that are shown: the best of thousands. */
const FORECAST_NAMES = 50
/** Sites that wait: a second and more each. */
const WAITING_MAX = 300
const BUSY_KEPT_MS = 5000
/** Tokens of reporters are of the installation: sites are looked at for all shops. */
const ALL_SHOPS = ''

export interface LinkParts {
  readonly desk: DeskParts
  readonly reports: ReportParts
  readonly phoneNumberOf: (number: string) => string | null
  /** What is computed of an address; `null`: it is none. */
  readonly featuresOf: (link: string) => LexicalFeatures | null
  readonly queues: readonly JobQueue[]
}

export interface OpenLinksParts {
  readonly config: LinksConfig
  readonly store: Pick<Store, 'sites' | 'jobs' | 'personal'>
  readonly eyes: SiteEyes
  readonly lexical: LexicalReader
  readonly reference: () => Reference
  readonly guards: GuardKeeper
  readonly feed: FeedBook
  readonly nowMs: () => number
  readonly newId: (atMs: number) => string
}

/** All that checks, reports and investigations of links need. */
export function openLinks(parts: OpenLinksParts): LinkParts {
  const { config, store, eyes, lexical, reference, guards, nowMs, newId } = parts
  const { sites } = store
  const lexicalOf = (url: string, ageDays: number | null) => {
    const read = readLink(url)
    if (!read.ok) return { layer: 'lexical', state: 'unknown', reason: read.issue } as const
    return lexical.read(read.link, { domainAgeDays: ageDays }).reading
  }
  const layers = {
    nowMs,
    lexicalOf,
    domainOf: (host: string) => domainParts(host).registrable ?? host,
    badNetworks: new Map<number, string>(),
  }
  const standing = async () => {
    const rules = await guards.current()
    const { own, warned } = rules
    return (key: string): SubjectStanding => {
      const isOwn = own.covers(key) || own.reachesBelow(key)
      const isWarned = warned.covers(key) || warned.reachesBelow(key)
      const isCleared = rules.isCleared(entryNameOf(key))
      const reasons = [
        ...(isOwn ? (['own_domain'] as const) : []),
        ...(isWarned ? (['warning_list'] as const) : []),
        // An appeal was upheld: two people have to see it otherwise.
        ...(isCleared ? (['allow_list'] as const) : []),
      ]
      return { protection: reasons[0] ?? null, twoPeopleAgreed: false }
    }
  }
  const desk: DeskParts = {
    sites,
    enqueue: (jobs) => store.jobs.enqueue(jobs),
    isLooking: config.investigates,
    isBusy: busyWith(store.jobs, nowMs),
    layersOf: (site) => layersOf(layers, site),
    lexicalOf: (link) => lexical.read(link, { escalateAt: config.escalateAt }),
    standing,
    async block(changes, weighing) {
      const isListed = changes.some(
        ({ site, judgement }) => site.isBlocked || judgement.verdict === 'malicious',
      )
      if (isListed) await weighing.enqueue([publishJob()])
    },
    forecast: ({ members }) =>
      forecast(members, { count: FORECAST_NAMES }).candidates.map(({ domain }) => domain),
    nowMs,
    newId,
  }
  const reports: ReportParts = {
    ...desk,
    tokenOf: (field, value) => store.personal.token(ALL_SHOPS, field, value),
    popularityOf: () => null,
  }
  const investigation: JobQueue = {
    queue: INVESTIGATE_QUEUE,
    concurrency: LOOKS_AT_ONCE,
    handle: ({ payload }, signal) =>
      investigateSite(
        { ...desk, eyes, domainOf: layers.domainOf },
        payload as InvestigatePayload,
        signal,
      ),
  }
  const publishing: JobQueue = {
    queue: PUBLISH_QUEUE,
    concurrency: 1,
    async handle() {
      await publishBlocked(sites, parts.feed)
    },
  }
  return {
    desk,
    reports,
    phoneNumberOf(number) {
      const phone = reference().phone(number, null)
      return phone.known && phone.valid ? phone.e164 : null
    },
    featuresOf(link) {
      const read = readLink(link)
      return read.ok ? lexical.read(read.link).features : null
    },
    queues: [publishing, ...(config.investigates ? [investigation] : [])],
  }
}

/** Whether many sites wait already; asked of the database every few seconds at most. */
function busyWith(
  jobs: Pick<Store['jobs'], 'counts'>,
  nowMs: () => number,
): () => Promise<boolean> {
  let [isBusy, untilMs] = [false, 0]
  return async () => {
    if (nowMs() < untilMs) return isBusy
    untilMs = nowMs() + BUSY_KEPT_MS
    const counts = await jobs.counts()
    const waiting = counts.find(({ queue }) => queue === INVESTIGATE_QUEUE)?.waiting ?? 0
    isBusy = waiting > WAITING_MAX
    return isBusy
  }
}
