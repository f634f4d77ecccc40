import type { Reference } from '@gatehouse/contract'
import type { NameResolver } from '@gatehouse/egress'
import {
  INVESTIGATE_QUEUE,
  investigateSite,
  layersOf,
  type DeskParts,
  type InvestigatePayload,
  type ReportParts,
  type SiteEyes,
} from '@gatehouse/investigate'
import {
  lexicalReading,
  readLink,
  registrableDomain,
  type LexicalModel,
  type SubjectStanding,
} from '@gatehouse/sites'
import type { Store } from '@gatehouse/store'
import type { LinksConfig } from '../config/links.ts'
import type { JobQueue } from '../jobs/job-runner.ts'

/** Sites that are looked at beside each other. */
const LOOKS_AT_ONCE = 4
/** Tokens of reporters are of the installation: sites are looked at for all shops. */
const ALL_SHOPS = ''

export interface LinkParts {
  readonly desk: DeskParts
  readonly reports: ReportParts
  readonly phoneNumberOf: (number: string) => string | null
  readonly queues: readonly JobQueue[]
}

export interface OpenLinksParts {
  readonly config: LinksConfig
  readonly store: Pick<Store, 'sites' | 'jobs' | 'personal'>
  readonly eyes: SiteEyes
  readonly model: LexicalModel
  readonly reference: () => Reference
  readonly standingOf: (key: string) => Promise<SubjectStanding> | SubjectStanding
  readonly block: DeskParts['block']
  readonly nowMs: () => number
  readonly newId: (atMs: number) => string
}

/** All that checks, reports and investigations of links need. */
export function openLinks(parts: OpenLinksParts): LinkParts {
  const { config, store, eyes, model, reference, nowMs, newId } = parts
  const { sites } = store
  const lexicalOf = (url: string, ageDays: number | null) => {
    const read = readLink(url)
    if (!read.ok) return { layer: 'lexical', state: 'unknown', reason: read.issue } as const
    return lexicalReading(read.link, model, { ageDays }).reading
  }
  const layers = {
    nowMs,
    lexicalOf,
    domainOf: (host: string) => registrableDomain(host) ?? host,
    badNetworks: new Map<number, string>(),
  }
  const desk: DeskParts = {
    sites,
    enqueue: async (jobs) => (config.investigates ? store.jobs.enqueue(jobs) : undefined),
    layersOf: (site) => layersOf(layers, site),
    lexicalOf: (link) => lexicalReading(link, model, { escalateAt: config.escalateAt }),
    standingOf: parts.standingOf,
    block: parts.block,
    forecast: () => [],
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
  return {
    desk,
    reports,
    phoneNumberOf(number) {
      const phone = reference().phone(number, null)
      return phone.known && phone.valid ? phone.e164 : null
    },
    queues: config.investigates ? [investigation] : [],
  }
}
