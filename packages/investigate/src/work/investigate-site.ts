import {
  networkEdges,
  type PageObservation,
  type RegistrationBatch,
  type RegistrationObservation,
  type SiteEdge,
} from '@gatehouse/sites'
import type { SiteEvent, Sites, StoredSite } from '@gatehouse/store'
import type { SiteEyes, Unseen } from '../eyes.ts'
import { readSiteState, seen, topicToStore, type LookTopic, type SiteState } from '../site-state.ts'
import { weighSite, type WeighParts } from '../weigh/weigh-site.ts'
import { bandsOf } from '../weigh/bands-of.ts'
import { asRegistration } from './as-registration.ts'
import { burstsOf } from './companions.ts'
import type { InvestigatePayload } from './investigate-job.ts'
import { startLooking, type LookingParts } from './start-looking.ts'
import { stillHolds } from './still-holds.ts'

/** Other sites of a burst that are looked at; the rest is found from them. */
const COMPANIONS_MAX = 100
/** Of one kind: a page that brings hundreds of keys must not push out what else ties it. */
const EDGES_PER_KIND_MAX = 24
/** From here on a burst is held against the sites of it: see `registrationBatches`. */
const EVIDENCE_SIGMA = 5

export interface InvestigateParts extends WeighParts, Omit<LookingParts, 'sites'> {
  readonly sites: Sites
  readonly eyes: SiteEyes
  /** The domain that somebody registered, of a host. */
  readonly domainOf: (host: string) => string
}

/**
 * Looks at a site from all sides. What is seen is kept and weighed as it comes: registration, network
 * and page first, because they are cheap; then the sites that were registered beside it; then the
 * walk to the checkout. Doing it again looks again and changes nothing else.
 */
export async function investigateSite(
  parts: InvestigateParts,
  { site: key, beside }: InvestigatePayload,
  signal: AbortSignal,
): Promise<void> {
  const [site] = await parts.sites.find([key])
  if (site === undefined || site.kind !== 'site') return
  await parts.sites.setInvestigation([key], 'running')
  const url = readSiteState(site.observations).url ?? `https://${key}/`
  const host = new URL(url).hostname
  const shown = new Shown(parts, site)
  await shown.say('INVESTIGATION_BEGAN', 'The site is looked at.')
  const quick = await Promise.all([
    registrationOf(parts, parts.domainOf(host), beside !== undefined, signal),
    parts.eyes.network(host, signal),
    parts.eyes.page(url, 'crawler', signal),
    parts.eyes.page(url, 'shopper', signal),
  ])
  signal.throwIfAborted()
  const [registration, network, crawler, shopper] = quick
  await shown.keep('registration', registration)
  await shown.keep('network', network)
  await shown.keep('crawler_page', crawler)
  await shown.keep('shopper_page', shopper)
  const known = seen(shown.state.registration)
  const bursts = known === null ? [] : await burstsOf(parts.sites, known)
  await shown.keepBursts(bursts.filter(({ sigma }) => sigma >= EVIDENCE_SIGMA))
  await weighSite(parts, key)
  const [now] = await parts.sites.find([key])
  if (now !== undefined && (beside === undefined || looksBad(now))) {
    await lookBeside(parts, key, bursts)
    await shown.say('WALK_BEGAN', 'The way to the checkout is walked with a made-up card.')
    const walked = await parts.eyes.walk(url, signal)
    // What was given up says nothing: before it is kept.
    signal.throwIfAborted()
    await shown.keep('payment_flow', walked)
    await weighSite(parts, key)
  }
  await shown.say('INVESTIGATION_ENDED', 'All was looked at that could be.')
  await parts.sites.setInvestigation([key], 'done')
}

/**
 * Registries bear few questions: of a site that was only met beside another, what the list of new
 * registrations says is enough.
 */
async function registrationOf(
  { sites, eyes, nowMs }: InvestigateParts,
  domain: string,
  isBeside: boolean,
  signal: AbortSignal,
): Promise<RegistrationObservation | Unseen> {
  const [known] = isBeside ? await sites.newDomainsNamed([domain]) : []
  if (known === undefined || known.registrar === null) return eyes.registration(domain, signal)
  return asRegistration(known, nowMs())
}

/**
 * What was only met beside another, and nothing speaks against, is not worth a browser; nor are
 * those beside it: one burst would lead to the next, through all that was ever registered.
 */
function looksBad({ verdict, campaignId }: StoredSite): boolean {
  return verdict === 'malicious' || verdict === 'suspicious' || campaignId !== null
}

async function lookBeside(
  parts: InvestigateParts,
  key: string,
  bursts: readonly RegistrationBatch[],
): Promise<void> {
  const atMs = parts.nowMs()
  const beside = new Set(bursts.flatMap(({ domains }) => domains))
  const others = [...beside].filter((domain) => domain !== key).slice(0, COMPANIONS_MAX)
  const known = new Map((await parts.sites.find(others)).map((site) => [site.key, site]))
  const fresh: string[] = []
  for (const domain of others) {
    const site = known.get(domain) ?? (await parts.sites.meet(domain, 'site', atMs))
    if (site.investigation === 'none') fresh.push(domain)
  }
  await startLooking(parts, fresh, key)
}

/** Keeps what is seen of one site, with all that it shows so far. */
class Shown {
  readonly #parts: InvestigateParts
  readonly #key: string
  #state: SiteState
  #bursts: readonly RegistrationBatch[] = []

  constructor(parts: InvestigateParts, { key, observations }: StoredSite) {
    this.#parts = parts
    this.#key = key
    this.#state = readSiteState(observations)
  }

  get state(): SiteState {
    return this.#state
  }

  /** What could not be looked at now stays as it was seen before, for a while. */
  async keep<Topic extends LookTopic>(
    topic: Topic,
    observation: NonNullable<SiteState[Topic]>,
  ): Promise<void> {
    const events = eventsOf(topic, observation as object)
    if (stillHolds(this.#state, topic, observation, this.#parts.nowMs())) {
      await this.say(events[0]!.code, events[0]!.text)
      return
    }
    this.#state = { ...this.#state, [topic]: observation }
    await this.#put(topic, topicToStore(observation), events)
  }

  async keepBursts(bursts: readonly RegistrationBatch[]): Promise<void> {
    const [burst] = bursts
    if (burst === undefined) return
    this.#bursts = bursts
    const others = new Set(bursts.flatMap(({ domains }) => domains)).size - 1
    const text = `It was registered with ${others} others of its patterns within ${burst.days} days.`
    await this.#put('burst', burst, [{ code: 'BURST_FOUND', text }])
  }

  async say(code: string, text: string): Promise<void> {
    await this.#parts.sites.addEvents(this.#key, [{ atMs: this.#parts.nowMs(), code, text }])
  }

  async #put(topic: string, stored: unknown, events: readonly Omit<SiteEvent, 'atMs'>[]) {
    const atMs = this.#parts.nowMs()
    const bands = bandsOf(this.#state)
    await this.#parts.sites.observe(
      this.#key,
      topic,
      stored,
      { edges: this.#edges(), bands },
      events.map((event) => ({ ...event, atMs })),
    )
  }

  #edges(): SiteEdge[] {
    const { network, crawler_page: crawler, shopper_page: shopper } = this.#state
    const lookedAt = seen(network)
    const walked = seen(this.#state.payment_flow)
    const all = [
      ...(walked?.edges ?? []),
      ...(seen(shopper)?.edges ?? []),
      ...(seen(crawler)?.edges ?? []),
      ...(lookedAt === null ? [] : networkEdges(lookedAt)),
      ...this.#bursts.flatMap(({ edges }) => edges),
    ]
    const distinct = new Map(all.map((edge) => [`${edge.kind} ${edge.value}`, edge]))
    const kept = new Map<SiteEdge['kind'], number>()
    return [...distinct.values()].filter(({ kind }) => {
      const count = (kept.get(kind) ?? 0) + 1
      kept.set(kind, count)
      return count <= EDGES_PER_KIND_MAX
    })
  }
}

const TOPIC_WORDS: Readonly<Record<LookTopic, string>> = {
  registration: 'The registry was asked.',
  network: 'DNS and certificate were looked at.',
  crawler_page: 'The page was looked at as crawlers see it.',
  shopper_page: 'The page was looked at as shoppers see it.',
  payment_flow: 'The checkout was walked.',
}

function eventsOf(topic: LookTopic, observation: object): Omit<SiteEvent, 'atMs'>[] {
  const words = TOPIC_WORDS[topic]
  const { unknown } = observation as Partial<Unseen & PageObservation>
  if (unknown === undefined) return [{ code: `SEEN_${topic.toUpperCase()}`, text: words }]
  return [
    { code: `UNSEEN_${topic.toUpperCase()}`, text: `${words} Nothing could be seen (${unknown}).` },
  ]
}
