import { DEFAULT_SEGMENT, type Checkpoint, type Ruleset } from '@gatehouse/contract'
import { segmentsDecided } from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'
import type { SegmentScope } from './history/task.ts'
import { fromStored } from './ruleset-document.ts'
import type { Catalogue } from './ruleset-examine.ts'

/**
 * Whose events a ruleset decides, or would: those of its segment, by what the shop's settings say
 * now. `null`: the shop has no segments, so it decides all of them.
 */
export async function segmentScopeOf(
  shopId: string,
  ruleset: Ruleset,
  { segments }: Pick<Catalogue, 'segments'>,
  { rulesets }: Pick<Store, 'rulesets'>,
): Promise<SegmentScope | null> {
  if (segments.length === 0) return null
  const others = (await rulesets.published(shopId))
    .map(({ document }) => fromStored(document).ruleset)
    .filter(({ name }) => name !== ruleset.name)
  const names = segments.map(({ name }) => name)
  const takenAt = (checkpoint: Checkpoint) =>
    others
      .filter(({ checkpoints }) => checkpoints.includes(checkpoint))
      .map(({ segment = DEFAULT_SEGMENT }) => segment)
  return {
    declared: segments,
    decided: Object.fromEntries(
      ruleset.checkpoints.map((checkpoint) => [
        checkpoint,
        segmentsDecided(ruleset.segment ?? DEFAULT_SEGMENT, names, takenAt(checkpoint)),
      ]),
    ),
  }
}
