import { CHECKPOINTS, DEFAULT_SEGMENT, type Checkpoint, type Ruleset } from '@gatehouse/contract'
import { type Check, type CheckState, type Finding, type Installation } from './check.ts'

type Live = Installation['rulesets']

/** The worst first: one part of the traffic without the check is what has to be told. */
const BY_WEIGHT: readonly CheckState[] = ['fail', 'not_connected', 'by_hand', 'pass']

/** What decides in each segment: its own ruleset, else that of everybody. */
export function liveBySegment(live: readonly Ruleset[]): ReadonlyMap<string, Live> {
  const of = (segment: string): Live =>
    Object.fromEntries(
      CHECKPOINTS.flatMap((checkpoint) => {
        const found = [segment, DEFAULT_SEGMENT]
          .map((name) => live.find((ruleset) => decides(ruleset, checkpoint, name)))
          .find((ruleset) => ruleset !== undefined)
        return found === undefined ? [] : [[checkpoint, found]]
      }),
    )
  const segments = new Set([DEFAULT_SEGMENT, ...live.map(segmentOf)])
  return new Map([...segments].map((segment) => [segment, of(segment)]))
}

/** What a check comes to in all segments together: what it comes to in the worst. */
export function examineEach(
  check: Check,
  installation: Omit<Installation, 'rulesets'>,
  segments: ReadonlyMap<string, Live>,
): Finding {
  const findings = [...segments].map(([segment, rulesets]) => ({
    segment,
    ...check.examine({ ...installation, rulesets }),
  }))
  const worst = BY_WEIGHT.find((state) => findings.some((finding) => finding.state === state))!
  const { segment, ...finding } = findings.find(({ state }) => state === worst)!
  const isAlike = findings.every(({ state }) => state === worst)
  return isAlike ? finding : { ...finding, found: `segment \`${segment}\`: ${finding.found}` }
}

function decides(ruleset: Ruleset, checkpoint: Checkpoint, segment: string): boolean {
  return ruleset.checkpoints.includes(checkpoint) && segmentOf(ruleset) === segment
}

function segmentOf({ segment = DEFAULT_SEGMENT }: Ruleset): string {
  return segment
}
