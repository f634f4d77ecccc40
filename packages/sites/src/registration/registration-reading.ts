import type { LayerReading, Finding } from '../layer.ts'
import { readingOf } from '../layer-reading.ts'
import type { RegistrationObservation } from '../observation/registration.ts'
import { domainParts } from '../link/registrable.ts'
import { ageLogOdds } from './age-curve.ts'
import { readName } from './naming.ts'
import type { RegistrationBatch } from './registration-batch.ts'

const DAY_MS = 86_400_000
/** A year and the days that registries are generous with. */
const SHORTEST_TERM_DAYS = 370
/** A list of registrars can say at most this, either way. */
const REGISTRAR_MOST = 1

export interface RegistrationContext {
  readonly asOfMs: number
  /**
   * Log-odds of registrars, by their name in lower case, from what an installation has seen of
   * malicious and of good domains. None ship: what good domains use is not known well enough.
   */
  readonly registrars?: ReadonlyMap<string, number> | undefined
  /** The burst of registrations that the domain belongs to: see `registrationBatches`. */
  readonly batch?: RegistrationBatch | null | undefined
}

/**
 * What the registration of a domain says about it.
 * @param observation what registry or registrar answered, or why nobody did
 */
export function registrationReading(
  observation: RegistrationObservation | { readonly unknown: string },
  context: RegistrationContext,
): LayerReading {
  if ('unknown' in observation) {
    return { layer: 'registration', state: 'unknown', reason: observation.unknown }
  }
  // Strangers rent names below it, and its age is the owner's.
  if (domainParts(observation.domain).registrable === null) {
    return { layer: 'registration', state: 'unknown', reason: 'platform' }
  }
  const parts = [
    age(observation, context.asOfMs),
    term(observation),
    hidden(observation),
    registrar(observation, context.registrars),
    ...statuses(observation),
    grammar(observation),
    batch(context.batch),
  ]
  const findings = parts.filter((part) => part !== null)
  if (findings.length === 0) {
    return { layer: 'registration', state: 'unknown', reason: 'says_nothing' }
  }
  return readingOf('registration', findings)
}

function age({ registeredAtMs }: RegistrationObservation, asOfMs: number): Finding | null {
  if (registeredAtMs === null || !Number.isFinite(registeredAtMs)) return null
  const days = Math.max(0, (asOfMs - registeredAtMs) / DAY_MS)
  const logOdds = ageLogOdds(days)
  const code = logOdds >= 0 ? 'DOMAIN_YOUNG' : 'DOMAIN_OLD'
  return {
    code,
    text: `The domain was registered ${counted(Math.floor(days), 'day')} ago.`,
    logOdds,
  }
}

/** Renewals move the end, so only a first, shortest term says anything; most good ones have it too. */
function term(observation: RegistrationObservation): Finding | null {
  const { registeredAtMs, expiresAtMs } = observation
  if (registeredAtMs === null || expiresAtMs === null) return null
  const days = (expiresAtMs - registeredAtMs) / DAY_MS
  if (!(days > 0 && days <= SHORTEST_TERM_DAYS)) return null
  const text = `The domain is registered for ${counted(Math.round(days), 'day')} in all.`
  return { code: 'REGISTRATION_SHORT', text, logOdds: 0.2 }
}

/** Registries keep most registrants back since 2018, so it says next to nothing. */
function hidden({ privacyService }: RegistrationObservation): Finding | null {
  if (privacyService === null) return null
  const text = 'A service or the registry keeps the registrant back, as for most domains.'
  return { code: 'REGISTRANT_HIDDEN', text, logOdds: 0.1 }
}

function registrar(
  { registrar }: RegistrationObservation,
  known: ReadonlyMap<string, number> | undefined,
): Finding | null {
  const said = registrar === null ? undefined : known?.get(registrar.toLowerCase())
  if (said === undefined || !Number.isFinite(said) || said === 0) return null
  const logOdds = Math.max(-REGISTRAR_MOST, Math.min(REGISTRAR_MOST, said))
  const more = logOdds > 0 ? 'more' : 'fewer'
  return {
    code: 'REGISTRAR_MIX',
    text: `The registrar has ${more} malicious domains than others have.`,
    logOdds,
  }
}

/** EPP statuses (RFC 8056): registrars suspend what they were told about; owners rarely do it. */
function statuses({ statuses }: RegistrationObservation): Finding[] {
  const has = (...wanted: readonly string[]) => wanted.some((status) => statuses.includes(status))
  const found: Finding[] = []
  if (has('client hold', 'server hold')) {
    const text = 'Registrar or registry has taken the domain out of DNS (hold).'
    found.push({ code: 'DOMAIN_ON_HOLD', text, logOdds: 1.2 })
  }
  if (has('redemption period', 'pending delete')) {
    const text = 'The registration has run out or is being deleted.'
    found.push({ code: 'DOMAIN_LEAVING', text, logOdds: 0.2 })
  }
  return found
}

function grammar({ domain }: RegistrationObservation): Finding | null {
  const { family, sectors, claims } = readName(domain)
  if (family === null || claims.length === 0) return null
  const text = `The name joins a word of a sector (${sectors[0]!.sector}) with a claim to be trusted (${claims[0]!}).`
  return { code: 'NAME_GRAMMAR', text, logOdds: 0.5 }
}

function batch(batch: RegistrationBatch | null | undefined): Finding | null {
  if (!batch) return null
  const { domains, days, registrars, privacyServices, sigma } = batch
  const text =
    `${domains.length} domains of the same pattern were registered within ` +
    `${counted(days, 'day')}, at ${counted(registrars, 'registrar')} behind ` +
    `${counted(privacyServices, 'privacy service')}: ${sigma.toFixed(1)} sigma above what is usual.`
  return { code: 'REGISTRATION_BATCH', text, logOdds: 1.5 }
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
