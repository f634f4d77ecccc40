import { domainParts } from '@gatehouse/sites'

/** Host and registrable domain of an address; `null` where the text is none. */
export function parseHost(url: string): { host: string; domain: string } | null {
  if (!URL.canParse(url)) return null
  const host = new URL(url).hostname
  return host === '' ? null : { host, domain: domainParts(host).registrable ?? host }
}
