import type { DomainFacts, DomainNames, DomainRegistration, NotFoundOut } from '@gatehouse/contract'
import {
  lookUpMailDomain,
  type MailDomain,
  type NameResolver,
  type Registry,
  type RegistryAnswer,
} from '@gatehouse/egress'
import type { Store, StoredDomainFacts } from '@gatehouse/store'

type Topic = StoredDomainFacts['topic']
type Names = DomainFacts['names']
type Registration = DomainFacts['registration']

/** The two domains of an email address: the DNS is asked about the one, the registry about the other. */
export interface MailDomains {
  readonly domain: string
  /** `null` where nobody registers: an address literal. */
  readonly registrable: string | null
}

export interface Learned {
  readonly facts: DomainFacts
  /** Something failed that may be there later; milliseconds since the epoch. */
  readonly retryAtMs: number | null
}

/** What is known about the domains of email addresses. */
export interface DomainBook {
  /** From memory, at once. `late`: it is worth `learn`ing. */
  peek(domains: MailDomains): DomainFacts
  /** From memory, from the database, else by asking outside. */
  learn(domains: MailDomains, signal: AbortSignal): Promise<Learned>
}

export interface DomainBookParts {
  readonly store: Pick<Store['domainFacts'], 'find' | 'recent' | 'put'>
  /** `null`: the operator does not allow it. */
  readonly resolver: NameResolver | null
  readonly registry: Registry | null
  readonly nowMs: () => number
}

/** About 300 bytes each: 6 MB. */
const ENTRIES_MAX = 20_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** All questions about one domain together. */
const DNS_MS_MAX = 5000
const NOT_CONFIGURED: NotFoundOut = { known: false, reason: 'not_configured' }
const NO_REGISTRY: NotFoundOut = { known: false, reason: 'not_supported' }
const LATE: NotFoundOut = { known: false, reason: 'late' }
const FAILED: NotFoundOut = { known: false, reason: 'lookup_failed' }

interface Entry {
  readonly facts: Names | Registration
  readonly expiresAtMs: number
}

export async function openDomainBook(parts: DomainBookParts): Promise<DomainBook> {
  const { store, resolver, registry, nowMs } = parts
  const memory = new Map<string, Entry>()
  /** Many first orders from one domain ask once. */
  const asking = new Map<string, Promise<Entry>>()

  const keep = (topic: Topic, domain: string, entry: Entry) => {
    const key = `${topic} ${domain}`
    memory.delete(key)
    if (memory.size >= ENTRIES_MAX) memory.delete(memory.keys().next().value!)
    memory.set(key, entry)
  }
  const recall = (topic: Topic, domain: string): Entry | undefined => {
    const entry = memory.get(`${topic} ${domain}`)
    return entry === undefined || entry.expiresAtMs <= nowMs() ? undefined : entry
  }

  async function learnTopic(
    topic: Topic,
    domain: string,
    ask: () => Promise<Entry>,
  ): Promise<Entry> {
    const known = recall(topic, domain)
    if (known !== undefined) return known
    const key = `${topic} ${domain}`
    const work =
      asking.get(key) ??
      (async () => {
        const [stored] = await store.find([{ domain, topic }], nowMs())
        if (stored !== undefined) {
          const entry = entryOf(stored)
          keep(topic, domain, entry)
          return entry
        }
        const entry = await ask()
        keep(topic, domain, entry)
        await store.put({ domain, topic, ...entry }, nowMs())
        return entry
      })().finally(() => asking.delete(key))
    asking.set(key, work)
    return work
  }

  for (const stored of (await store.recent(ENTRIES_MAX, nowMs())).toReversed()) {
    keep(stored.topic, stored.domain, entryOf(stored))
  }

  const peek = ({ domain, registrable }: MailDomains): DomainFacts => ({
    names: resolver === null ? NOT_CONFIGURED : ((recall('names', domain)?.facts ?? LATE) as Names),
    registration:
      registry === null
        ? NOT_CONFIGURED
        : registrable === null
          ? NO_REGISTRY
          : ((recall('registration', registrable)?.facts ?? LATE) as Registration),
  })

  return {
    peek,
    async learn({ domain, registrable }, signal) {
      const within = AbortSignal.any([signal, AbortSignal.timeout(DNS_MS_MAX)])
      const [names, registration] = await Promise.all([
        resolver === null
          ? null
          : learnTopic('names', domain, async () =>
              namesEntry(await lookUpMailDomain(resolver, domain, within), nowMs()),
            ),
        registry === null || registrable === null
          ? null
          : learnTopic('registration', registrable, async () =>
              registrationEntry(await registry.lookUp(registrable, signal), nowMs()),
            ),
      ])
      const retries = [names, registration].flatMap((entry) =>
        entry !== null && isFailure(entry.facts) ? [entry.expiresAtMs] : [],
      )
      return {
        facts: {
          ...peek({ domain, registrable }),
          ...(names === null ? {} : { names: names.facts as Names }),
          ...(registration === null ? {} : { registration: registration.facts as Registration }),
        },
        retryAtMs: retries.length === 0 ? null : Math.min(...retries),
      }
    },
  }
}

/** What was put is what comes back: the same code wrote it. */
function entryOf({ facts, expiresAtMs }: StoredDomainFacts): Entry {
  return { facts: facts as Names | Registration, expiresAtMs }
}

function isFailure(facts: Names | Registration): boolean {
  if (!facts.known) return facts.reason === 'lookup_failed'
  return 'exists' in facts && [facts.exists, facts.resolves, facts.acceptsMail].includes(null)
}

/**
 * How long the DNS is believed. What is there stays for hours, whatever its TTL is for load
 * balancing; what is not may come, and what failed may work in a moment.
 */
function namesEntry(
  { exists, resolves, acceptsMail, ttlSeconds }: MailDomain,
  nowMs: number,
): Entry {
  const told = [exists, resolves, acceptsMail]
  if (told.every((each) => each === null)) {
    return { facts: FAILED, expiresAtMs: nowMs + 5 * MINUTE_MS }
  }
  const facts: DomainNames = { known: true, exists, resolves, acceptsMail }
  const ms = told.includes(null)
    ? 5 * MINUTE_MS
    : told.includes(false)
      ? 30 * MINUTE_MS
      : Math.min(Math.max((ttlSeconds ?? 0) * 1000, 6 * HOUR_MS), DAY_MS)
  return { facts, expiresAtMs: nowMs + ms }
}

/** A registration date does not change while the domain is held. */
function registrationEntry(answer: RegistryAnswer, nowMs: number): Entry {
  switch (answer.state) {
    case 'registered': {
      const { registeredAtMs, registrantCountry: country } = answer.registration
      const facts: DomainRegistration = { known: true, registeredAtMs, country }
      return { facts, expiresAtMs: nowMs + 7 * DAY_MS }
    }
    case 'not_registered':
      return { facts: { known: false, reason: 'not_registered' }, expiresAtMs: nowMs + 6 * HOUR_MS }
    case 'not_supported':
      return { facts: { known: false, reason: 'not_supported' }, expiresAtMs: nowMs + DAY_MS }
    case 'failed':
      return { facts: FAILED, expiresAtMs: Math.max(answer.retryAtMs, nowMs + MINUTE_MS) }
  }
}
