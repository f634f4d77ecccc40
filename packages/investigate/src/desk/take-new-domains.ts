import type { NewDomainsRequest } from '@gatehouse/contract'
import { batchKeys, isCommonNameServer, readLink } from '@gatehouse/sites'
import type { NewDomain, Sites } from '@gatehouse/store'
import { asRegistration } from '../work/as-registration.ts'

const MESSAGE = 'it is no domain that somebody can register'

/** Keeps which domains were registered lately, with what each may have in common with a burst. */
export async function takeNewDomains(
  { sites, nowMs }: { readonly sites: Pick<Sites, 'putNewDomains'>; readonly nowMs: () => number },
  { source, domains }: NewDomainsRequest,
): Promise<{ taken: number; refused: { domain: string; problem: string }[] }> {
  const atMs = nowMs()
  const refused: { domain: string; problem: string }[] = []
  // The last word on a domain: one statement cannot put the same row twice.
  const taken = new Map<string, NewDomain>()
  for (const each of domains) {
    const read = readLink(each.domain)
    const domain = read.ok ? read.link.registrable : null
    if (!read.ok || domain === null || domain !== read.link.host) {
      refused.push({ domain: each.domain, problem: MESSAGE })
      continue
    }
    const row = {
      domain,
      registeredAtMs: Date.parse(each.registered_at),
      registrar: each.registrar ?? null,
      privacyService: each.privacy_service ?? null,
      nameServers: (each.name_servers ?? []).map((name) => name.toLowerCase().replace(/\.$/, '')),
      source,
    }
    taken.set(domain, { ...row, patterns: patternsOf(row, atMs) })
  }
  await sites.putNewDomains([...taken.values()], atMs)
  return { taken: taken.size, refused }
}

function patternsOf(row: Omit<NewDomain, 'patterns' | 'source'>, observedAtMs: number): string[] {
  return batchKeys(asRegistration(row, observedAtMs), isCommonNameServer)
}
