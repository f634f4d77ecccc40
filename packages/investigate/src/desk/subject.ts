import type { SubjectKind } from '@gatehouse/contract'
import { readSubject, type Link, type LinkIssue } from '@gatehouse/sites'

/** What a check is about, in the one spelling that it is kept by. */
export interface Subject {
  readonly kind: SubjectKind
  readonly key: string
  /** What is kept of the link: without user, fragment and mail addresses, which name a person. */
  readonly link: string
  /** `null`: a phone number. */
  readonly read: Link | null
}

export type SubjectRead =
  | { readonly ok: true; readonly subject: Subject }
  | { readonly ok: false; readonly detail: string }

const ISSUES: Readonly<Record<LinkIssue, string>> = {
  empty: 'nothing was given',
  too_long: 'it is longer than 8192 characters',
  other_scheme: 'it is an address of another kind: only `http` and `https` are looked at',
  bad_host: 'its host is missing, or no browser would take it',
  bad_port: 'its port is no number up to 65535',
  not_a_link: 'it is neither an address, nor a domain, nor a phone number',
}

/**
 * Reads what somebody pasted. The subject of a link is the domain that somebody registered; the host
 * where a suffix gives hosts to strangers; the account where it is inside a social network, the app
 * where it is in a shop for apps: their domain would be nobody's verdict.
 */
export function subjectOf(
  text: string,
  phoneNumberOf: (number: string) => string | null,
): SubjectRead {
  const read = readSubject(text)
  if (read.kind === 'none') return { ok: false, detail: ISSUES[read.issue] }
  if (read.kind === 'phone') {
    const key = phoneNumberOf(read.number)
    if (key === null) return { ok: false, detail: 'no country has such a phone number' }
    return { ok: true, subject: { kind: 'phone', key, link: key, read: null } }
  }
  const { link } = read
  const { subject } = link
  if (subject !== null) {
    const { kind, key } = subject
    return { ok: true, subject: { kind, key, link: withoutMail(link.url), read: link } }
  }
  const key = link.registrable ?? link.host
  return { ok: true, subject: { kind: 'site', key, link: withoutMail(link.url), read: link } }
}

/** Values of the query with a mail address in them: whoever was written to is not kept. */
function withoutMail(url: string): string {
  return url.replace(/=[^&=]{0,500}(?:@|%40)[^&]{0,500}/gi, '=')
}
