import type { SiteEdge } from '../../edge.ts'
import type { PageFacts } from '../read/page-facts.ts'
import { NEVER_MAIL_DOMAINS } from './never-edges.ts'

const MAIL = /(?<![\w.+-])([\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24})(?![\w-])/gi
const WHOLE_MAIL = /^[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}$/
const FILE = /\.(?:avif|gif|jpe?g|png|svg|webp|css|js)$/i

/** International form only: a national number without its country could be anybody's. */
const PHONE = /(?<![\d+\w])\+\s?[1-9](?:[\s().\-/\u2011\u2013]{0,3}\d){6,14}(?!\d)/g

/** Numbers kept for fiction (North American Numbering Plan 555-01XX). */
const FICTION = /^\+1\d{3}55501\d\d$/

/** Phone numbers and mail addresses by which a page wants to be reached. */
export function contactsIn(facts: PageFacts): SiteEdge[] {
  const found: SiteEdge[] = []
  for (const { href } of facts.links) {
    const phone = /^(?:tel|sms):(.{4,40})/i.exec(href)?.[1] ?? messengerPhone(href)
    if (phone !== undefined) push(found, 'phone', canonicalPhone(phone))
    const mail = /^mailto:([^?]{3,320})/i.exec(href)?.[1]
    if (mail !== undefined) push(found, 'email', canonicalMail(decoded(mail)))
  }
  for (const [match] of facts.text.matchAll(PHONE)) push(found, 'phone', canonicalPhone(match))
  for (const [, match = ''] of facts.text.matchAll(MAIL)) push(found, 'email', canonicalMail(match))
  return found
}

/** `+` and eight to fifteen digits (E.164), without the trunk zero in brackets; else `null`. */
function canonicalPhone(text: string): string | null {
  const plain = decoded(text).replace('(0)', '').replace(/^00/, '+').trim()
  if (!plain.startsWith('+')) return null
  const phone = `+${plain.replace(/\D/g, '')}`
  return /^\+[1-9]\d{7,14}$/.test(phone) && !FICTION.test(phone) && !/(\d)\1{6}/.test(phone)
    ? phone
    : null
}

function messengerPhone(href: string): string | undefined {
  const digits =
    /\bwa\.me\/\+?(\d{8,15})\b/i.exec(href)?.[1] ??
    /\b(?:api\.)?whatsapp\.com\/send\/?\?(?:[^#]{0,100}&)?phone=\+?(\d{8,15})\b/i.exec(href)?.[1]
  return digits === undefined ? undefined : `+${digits}`
}

function canonicalMail(text: string): string | null {
  const mail = text.trim().toLowerCase()
  const domain = mail.slice(mail.indexOf('@') + 1)
  const isMail = WHOLE_MAIL.test(mail) && !FILE.test(mail)
  return isMail && !NEVER_MAIL_DOMAINS.has(domain) ? mail : null
}

function decoded(text: string): string {
  return text.replace(/%(2b|20|40|28|29)/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}

function push(found: SiteEdge[], kind: 'phone' | 'email', value: string | null): void {
  if (value !== null) found.push({ kind, value })
}
