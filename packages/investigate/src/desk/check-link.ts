import type { CheckDepth } from '@gatehouse/contract'
import type { Sites, StoredLinkCheck, StoredSite } from '@gatehouse/store'
import { readSiteState } from '../site-state.ts'
import { startLooking, type LookingParts } from '../work/start-looking.ts'
import { weighSite, type WeighParts } from '../weigh/weigh-site.ts'
import type { Subject } from './subject.ts'

export interface DeskParts extends WeighParts, Omit<LookingParts, 'sites'> {
  readonly sites: Sites
  /** So many sites wait to be looked at that strangers are not served. */
  readonly isBusy: () => Promise<boolean>
  /** What the address alone says. */
  readonly lexicalOf: (link: NonNullable<Subject['read']>) => { readonly escalates: boolean }
}

/** A job that was given up leaves the site as it was: it is looked at when somebody asks again. */
const STUCK_MS = 15 * 60_000

function isStuck(site: StoredSite, nowMs: number): boolean {
  const { investigation, judgedAtMs, firstSeenAtMs } = site
  const isOpen = investigation === 'waiting' || investigation === 'running'
  return isOpen && nowMs - Math.max(judgedAtMs ?? 0, firstSeenAtMs) > STUCK_MS
}

export interface AskedCheck {
  readonly subject: Subject
  readonly depth: CheckDepth
  /** `null`: somebody without a key. */
  readonly shopId: string | null
}

/**
 * Answers at once: by a verdict that still holds, else by the address alone. Where that is suspicious,
 * or the asker wants it, the site is looked at by a job, and the same check answers better later.
 */
export async function checkLink(parts: DeskParts, asked: AskedCheck): Promise<StoredLinkCheck> {
  const { subject, depth, shopId } = asked
  const atMs = parts.nowMs()
  const id = parts.newId(atMs)
  const { key, kind, link } = subject
  const before = await parts.sites.ask({ id, shopId, key, kind, link, atMs })
  const isFresh =
    before.judgedAtMs !== null && before.expiresAtMs !== null && before.expiresAtMs > atMs
  const isNew = readSiteState(before.observations).url === undefined && subject.read !== null
  if (before.observations['submitted'] === undefined) {
    const submitted = { atMs, code: 'SUBMITTED', text: 'Somebody asked about it.' }
    // Sites that show the number are tied to it.
    const edges = kind === 'phone' ? [{ kind: 'phone', value: key } as const] : null
    const shown = edges === null ? null : { edges, bands: [] }
    await parts.sites.observe(key, 'submitted', atMs, shown, [submitted])
  }
  if (isNew) await parts.sites.observe(key, 'url', link, null, [])
  if (!isFresh || isNew) await weighSite(parts, key)
  const lexical = subject.read === null ? null : parts.lexicalOf(subject.read)
  const isWanted = depth === 'full' || (depth === 'auto' && lexical?.escalates === true)
  const isDue =
    before.investigation === 'none' ||
    (before.investigation === 'done' && !isFresh) ||
    isStuck(before, atMs)
  // Who needs no key cannot make the others wait.
  const isServed = shopId !== null || !(await parts.isBusy())
  if (subject.kind === 'site' && isWanted && isDue && isServed) {
    await startLooking(parts, [key])
  }
  return (await parts.sites.check(id))!
}
