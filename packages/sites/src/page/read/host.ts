/** Hosts longer than this are none (RFC 1035: 253 characters). */
const HOST_CHARACTERS = 253

/**
 * Host that a link or a form leads to, lower case, no port; `null` where it stays on the page's own
 * host (a relative address) or leads to none (`javascript:`, `mailto:`). Backslashes are slashes, as
 * browsers read them.
 */
export function hostOf(address: string): string | null {
  const text = address
    .slice(0, 2048)
    .replace(/[\t\n\r]/g, '')
    .trim()
    .replaceAll('\\', '/')
  const match = /^(?:(?:https?|wss?|ftp):)?\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(text)
  const host = match?.[1]?.toLowerCase().replace(/\.$/, '')
  return host === undefined || host.length > HOST_CHARACTERS || !host.includes('.') ? null : host
}

const SECOND_LEVELS = new Set(['ac', 'co', 'com', 'edu', 'gob', 'gov', 'ne', 'net', 'or', 'org'])

/**
 * Roughly the registrable domain, for counting which other site a page leans on. Whether two sites
 * have one owner is never decided by this: the caller brings the page's own domain.
 */
export function siteOf(host: string): string {
  const labels = host.split('.')
  const [second = '', last = ''] = labels.slice(-2)
  const take = last.length === 2 && SECOND_LEVELS.has(second) ? 3 : 2
  return labels.slice(-take).join('.')
}

/** Whether `host` is `domain` or lies below it. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}
