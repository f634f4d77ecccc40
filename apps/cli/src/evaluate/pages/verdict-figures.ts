import { rankingFigures } from '@gatehouse/scoring'
import type { MeasuredPage } from './page-facts.ts'
import { share } from './page-pairs.ts'

/** What the page alone says of one set of pages. */
export interface VerdictFigures {
  readonly pages: number
  readonly malicious: number
  readonly suspicious: number
  readonly unknown_or_benign: number
  /** Malicious or suspicious: shares of pages. */
  readonly flagged_share: number
  /** Every template or site counts once: mean of its pages. */
  readonly flagged_share_by_group: number
  /** What a rule "has a field for a password" would flag. */
  readonly password_share: number
  /** How often each finding was made. */
  readonly findings: Readonly<Record<string, number>>
}

export function verdictFigures(pages: readonly MeasuredPage[]): VerdictFigures {
  const count = (verdict: string) => pages.filter((page) => page.verdict === verdict).length
  const [malicious, suspicious] = [count('malicious'), count('suspicious')]
  return {
    pages: pages.length,
    malicious,
    suspicious,
    unknown_or_benign: pages.length - malicious - suspicious,
    flagged_share: share(malicious + suspicious, pages.length),
    flagged_share_by_group: byGroup(pages),
    password_share: share(
      pages.filter(({ html }) => /type=["']?password/i.test(html)).length,
      pages.length,
    ),
    findings: findingsOf(pages),
  }
}

/** AUC of the score of the page layer: kit pages against all others. */
export function verdictAuc(kits: readonly MeasuredPage[], others: readonly MeasuredPage[]): number {
  const all = [...kits, ...others]
  return rankingFigures(
    all.map(({ score }) => score),
    all.map((_, at) => Number(at < kits.length)),
  ).auc
}

export function isFlagged({ verdict }: MeasuredPage): boolean {
  return verdict === 'malicious' || verdict === 'suspicious'
}

function byGroup(pages: readonly MeasuredPage[]): number {
  const groups = new Map<string, MeasuredPage[]>()
  for (const page of pages) groups.set(page.group, [...(groups.get(page.group) ?? []), page])
  let sum = 0
  for (const some of groups.values()) sum += share(some.filter(isFlagged).length, some.length)
  return share(sum, groups.size)
}

function findingsOf(pages: readonly MeasuredPage[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { reading } of pages) {
    const codes =
      reading.state === 'read'
        ? reading.findings.map(({ code }) => code)
        : [`unknown: ${reading.reason}`]
    for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  }
  return Object.fromEntries(Object.entries(counts).toSorted((a, b) => b[1] - a[1]))
}
