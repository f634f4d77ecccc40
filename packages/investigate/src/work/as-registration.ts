import type { RegistrationObservation } from '@gatehouse/sites'
import type { NewDomain } from '@gatehouse/store'

/** What a list of new registrations says, as a registry would. */
export function asRegistration(
  listed: Omit<NewDomain, 'source' | 'patterns'>,
  observedAtMs: number,
): RegistrationObservation {
  const { domain, registeredAtMs, registrar, privacyService, nameServers } = listed
  return {
    domain,
    registeredAtMs,
    expiresAtMs: null,
    changedAtMs: null,
    registrar,
    privacyService,
    registrantCountry: null,
    nameServers,
    statuses: [],
    source: 'list',
    observedAtMs,
  }
}
