import type { Registry, RegistryAnswer, Whois } from '@gatehouse/egress'
import type { RegistrationObservation } from '@gatehouse/sites'
import type { Look } from './failure.ts'

export interface RegistrationParts {
  readonly registry: Registry
  /** Asked where a top-level domain has no RDAP server, and only then; `null`: nobody is. */
  readonly whois: Whois | null
  readonly nowMs: () => number
}

/**
 * What the registry says about a domain. Never throws for what a server does.
 * @param domain registrable domain, lower-case ASCII
 */
export async function observeRegistration(
  { registry, whois, nowMs }: RegistrationParts,
  domain: string,
  signal?: AbortSignal,
): Promise<Look<RegistrationObservation>> {
  const answer = await registry.lookUp(domain, signal)
  if (answer.state !== 'not_supported' || whois === null) {
    return lookOf(answer, domain, 'rdap', nowMs())
  }
  return lookOf(await whois.lookUp(domain, signal), domain, 'whois', nowMs())
}

function lookOf(
  answer: RegistryAnswer,
  domain: string,
  source: RegistrationObservation['source'],
  observedAtMs: number,
): Look<RegistrationObservation> {
  switch (answer.state) {
    case 'registered':
      return {
        state: 'seen',
        observation: { domain, ...answer.registration, source, observedAtMs },
      }
    case 'not_registered':
      return { state: 'absent', reason: 'not_registered' }
    case 'not_supported':
      return { state: 'failed', reason: 'not_supported' }
    case 'failed':
      return { state: 'failed', reason: answer.problem }
  }
}
