import type { Link } from '../link/read-link.ts'

/** The parts of a link that its words stand in: lower case, without `www.` and the slash at the end. */
export interface LinkParts {
  /** Without `www.`. */
  readonly host: string
  /** Public suffix; empty for an IP address. */
  readonly suffix: string
  /** What was registered below the suffix, without it; the whole host where nothing was. */
  readonly label: string
  /** Labels below what was registered, joined by dots; empty: none. */
  readonly sub: string
  /** Lower case; empty for the root. */
  readonly path: string
  /** With `?`, as written. */
  readonly query: string
}

export function linkParts({ host: name, publicSuffix, registrable, path, query }: Link): LinkParts {
  const host =
    name.startsWith('www.') && registrable !== null && name.length > registrable.length
      ? name.slice(4)
      : name
  const suffix = publicSuffix ?? ''
  const label =
    registrable === null ? host : registrable.slice(0, registrable.length - suffix.length - 1)
  const sub =
    registrable !== null && host.length > registrable.length
      ? host.slice(0, host.length - registrable.length - 1)
      : ''
  const end = path.endsWith('/') ? path.length - 1 : path.length
  return { host, suffix, label, sub, path: path.slice(0, end).toLowerCase(), query }
}
