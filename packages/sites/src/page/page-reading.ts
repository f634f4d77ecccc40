import { capped, strongestFirst } from '../layer-reading.ts'
import type { Finding, LayerReading } from '../layer.ts'
import type { PageObservation } from '../observation/page.ts'
import { cloakingFindings } from './cloaking.ts'
import { GROUP_CAPS, PAGE_FINDINGS, type PageFindingCode } from './findings/finding-codes.ts'

/** Views of one site that are read. */
const OBSERVATIONS_MAX = 20

/** What was shown instead of a page, and the reason that the layer then gives. */
const NO_PAGE: Readonly<Record<string, string>> = {
  PAGE_PARKED: 'parked',
  PAGE_DEAD: 'dead',
  PAGE_CHALLENGE: 'challenge',
}

/**
 * What the page layer says of a site, from all views of it: the newest of each kind of visitor, their
 * findings together, and what differs between a crawler and a shopper. `unknown` where nobody saw a
 * page: `not_asked`, `failed`, `parked`, `dead`, `challenge`.
 */
export function pageReading(observations: readonly PageObservation[]): LayerReading {
  const views = newestViews(observations)
  if (views.length === 0) return unknown('not_asked')
  const found = new Map<string, Finding>()
  const add = (one: Finding) => {
    const held = found.get(one.code)
    if (held === undefined || Math.abs(one.logOdds) > Math.abs(held.logOdds))
      found.set(one.code, one)
  }
  for (const view of views) view.findings.forEach(add)
  for (const crawler of views.filter(({ seenAs }) => seenAs === 'crawler')) {
    for (const shopper of views.filter(({ seenAs }) => seenAs === 'shopper')) {
      cloakingFindings(crawler, shopper).forEach(add)
    }
  }
  const isLive = views.some((view) => view.skeleton !== null)
  const findings = [...found.values()].filter(({ code }) => !(code in NO_PAGE))
  if (!isLive && findings.length === 0) return unknown(reasonOf(views))
  return {
    layer: 'page',
    state: 'read',
    logOdds: capped('page', groupedSum(findings)),
    findings: strongestFirst(findings),
  }
}

/** Sum of findings, each group held to its cap; natural logarithm. */
export function groupedSum(findings: readonly Finding[]): number {
  const sums = new Map<string, number>()
  for (const { code, logOdds } of findings) {
    const group = PAGE_FINDINGS[code as PageFindingCode]?.group ?? code
    sums.set(group, (sums.get(group) ?? 0) + logOdds)
  }
  let all = 0
  for (const [group, sum] of sums) {
    const cap = GROUP_CAPS[group as keyof typeof GROUP_CAPS] ?? Math.abs(sum)
    all += Math.max(-cap, Math.min(cap, sum))
  }
  return all
}

/** The newest view of each address, visitor and way of reading. */
function newestViews(observations: readonly PageObservation[]): PageObservation[] {
  const newest = new Map<string, PageObservation>()
  for (const view of observations) {
    const key = `${view.seenAs} ${view.rendered ?? false} ${view.url}`
    const held = newest.get(key)
    if (held === undefined || view.observedAtMs >= held.observedAtMs) newest.set(key, view)
  }
  return [...newest.values()].slice(0, OBSERVATIONS_MAX)
}

function reasonOf(views: readonly PageObservation[]): string {
  for (const { findings } of views) {
    for (const { code } of findings) if (code in NO_PAGE) return NO_PAGE[code]!
  }
  return 'failed'
}

function unknown(reason: string): LayerReading {
  return { layer: 'page', state: 'unknown', reason }
}
