import { rankingFigures } from '@gatehouse/scoring'
import { ESCALATION_RISK } from '@gatehouse/sites'
import type { LinkRow } from './read-links.ts'

/** How well scores part malicious links from benign ones. */
export interface PartFigures {
  readonly rows: number
  readonly positives: number
  /** `null`: all rows are of one kind. */
  readonly auc: number | null
  /** Share of the malicious that is found when at most that share of the benign is accused. */
  readonly recall_at_fpr: { readonly '0.01': number; readonly '0.001': number }
}

/** One source, at the thresholds that all rows gave. */
export interface SourceFigures {
  readonly label: 0 | 1
  readonly rows: number
  /** Share with a score above the threshold of 1 % and 0.1 % false positives. */
  readonly accused_at_fpr: { readonly '0.01': number; readonly '0.001': number }
  /** Share that is looked at more closely: a risk of 0.65 or more. */
  readonly escalated: number
}

export interface LinkFigures extends PartFigures {
  readonly model: string
  readonly per_source: Readonly<Record<string, SourceFigures>>
  /** Benign rows that look malicious to people: how many are above the threshold of 1 %. `null`: no such rows. */
  readonly hard_benign_false_positives: number | null
  readonly hard_benign: HardBenign | null
  /** Rows of domains that are in no file that was given for learning; `null`: not known. */
  readonly novel: PartFigures | null
  /** Rows whose domain is in no list that ships; `null`: not known. */
  readonly without_reference: PartFigures | null
  /** Microseconds from text to score, one link after the other. */
  readonly p50_us: number
  readonly p99_us: number
}

export interface HardBenign {
  readonly rows: number
  readonly above_fpr: { readonly '0.01': number; readonly '0.001': number }
  readonly escalated: number
}

export interface Scored {
  readonly model: string
  readonly rows: readonly LinkRow[]
  /** Risk of each row, 0 to 1. */
  readonly risks: Float64Array
  readonly hard: { readonly risks: Float64Array } | null
  readonly timesUs: Float64Array
}

export function linkFigures({ model, rows, risks, hard, timesUs }: Scored): LinkFigures {
  const all = partFigures(rows, risks, () => true)
  const thresholds = {
    '0.01': thresholdAt(rows, risks, 0.01),
    '0.001': thresholdAt(rows, risks, 0.001),
  }
  const isHardSource = (source: string) => /hard/i.test(source)
  const hardRisks = [
    ...(hard?.risks ?? []),
    ...rows.flatMap(({ label, source }, at) =>
      label === 0 && isHardSource(source) ? [risks[at]!] : [],
    ),
  ]
  const above = (risk: number) => hardRisks.filter((each) => each > risk).length
  const hardBenign: HardBenign | null =
    hardRisks.length === 0
      ? null
      : {
          rows: hardRisks.length,
          above_fpr: { '0.01': above(thresholds['0.01']), '0.001': above(thresholds['0.001']) },
          escalated: hardRisks.filter((risk) => risk >= ESCALATION_RISK).length,
        }
  const sorted = timesUs.toSorted()
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
  return {
    model,
    ...all,
    per_source: perSource(rows, risks, thresholds),
    hard_benign_false_positives: hardBenign?.above_fpr['0.01'] ?? null,
    hard_benign: hardBenign,
    novel: rows.some(({ isNovel }) => isNovel === true)
      ? partFigures(rows, risks, ({ isNovel }) => isNovel === true)
      : null,
    without_reference: rows.some(({ isInReference }) => isInReference)
      ? partFigures(rows, risks, ({ isInReference }) => !isInReference)
      : null,
    p50_us: at(0.5),
    p99_us: at(0.99),
  }
}

function partFigures(
  rows: readonly LinkRow[],
  risks: Float64Array,
  belongs: (row: LinkRow) => boolean,
): PartFigures {
  const places = rows.flatMap((row, at) => (belongs(row) ? [at] : []))
  const own = places.map((at) => rows[at]!)
  const scores = Float64Array.from(places, (at) => risks[at]!)
  const { positives, auc } = rankingFigures(
    scores,
    own.map(({ label }) => label),
  )
  const recallAt = (fpr: number): number => {
    const threshold = thresholdAt(own, scores, fpr)
    const found = own.filter(({ label }, at) => label === 1 && scores[at]! > threshold).length
    return positives === 0 ? 0 : found / positives
  }
  return {
    rows: own.length,
    positives,
    auc: Number.isNaN(auc) ? null : auc,
    recall_at_fpr: { '0.01': recallAt(0.01), '0.001': recallAt(0.001) },
  }
}

/** The lowest score above which stand at most that share of the benign; equal scores stand together. */
export function thresholdAt(
  rows: readonly Pick<LinkRow, 'label'>[],
  scores: Float64Array,
  fpr: number,
): number {
  const benign = scores.filter((_, at) => rows[at]!.label === 0).toSorted()
  return benign[benign.length - 1 - Math.floor(benign.length * fpr)] ?? 0
}

function perSource(
  rows: readonly LinkRow[],
  risks: Float64Array,
  thresholds: Readonly<Record<'0.01' | '0.001', number>>,
): Record<string, SourceFigures> {
  const places = new Map<string, number[]>()
  for (const [at, { source, label }] of rows.entries()) {
    const key = source === '' ? (label === 1 ? 'malicious' : 'benign') : source
    const before = places.get(key)
    if (before === undefined) places.set(key, [at])
    else before.push(at)
  }
  const entries = [...places].map(([source, own]): [string, SourceFigures] => {
    const share = (is: (risk: number) => boolean) =>
      own.filter((at) => is(risks[at]!)).length / own.length
    return [
      source,
      {
        label: rows[own[0]!]!.label,
        rows: own.length,
        accused_at_fpr: {
          '0.01': share((risk) => risk > thresholds['0.01']),
          '0.001': share((risk) => risk > thresholds['0.001']),
        },
        escalated: share((risk) => risk >= ESCALATION_RISK),
      },
    ]
  })
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
