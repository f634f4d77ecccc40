import type { Decision, SignalVector } from '@gatehouse/contract'
import { ROLLOUT_UNIT } from '@gatehouse/gate'
import { createRandom, SignalColumns, type Column } from '@gatehouse/scoring'
import { ORDER_ANOMALY } from '@gatehouse/signals'
import type { History } from '@gatehouse/store'
import { signalReader } from '../stored-signals.ts'
import type { TrainingScope } from './training-rows.ts'

export interface AnomalyScope extends TrainingScope {
  /** At most so many are kept, drawn evenly from all of the time: memory does not grow with it. */
  readonly rowsMax: number
  readonly seed: number
}

export interface AnomalyRows {
  readonly columns: readonly Column[]
  readonly rows: number
  /** How many they were drawn from. */
  readonly seen: number
  /** Left out: they would have been declined. */
  readonly declined: number
  /** Of the oldest and the newest that was seen; `null`: there is none. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null
}

/**
 * What events of the past were like, with no word about what became of them. What the rules declined
 * is left out: a wave of card testing would otherwise be the most usual thing in the world.
 *
 * @param onProgress share of the time that was read, 0 to 1, and events so far
 */
export async function readAnomalyRows(
  history: Pick<History, 'decisions'>,
  { shopId, checkpoint, fromMs, toMs, declarations, rowsMax, seed }: AnomalyScope,
  onProgress: (share: number, rows: number) => void = () => {},
): Promise<AnomalyRows> {
  const read = declarations.filter(({ name }) => !isLeftOut(name))
  const building = new SignalColumns(read)
  const reader = signalReader(read, building.places)
  const random = createRandom(seed)
  const kept: SignalVector[] = []
  let seen = 0
  let declined = 0
  let firstMs: number | undefined
  let lastMs = 0
  for await (const records of history.decisions({
    shopId,
    checkpoints: [checkpoint],
    fromMs,
    toMs,
  })) {
    for (const { decisionJson, receivedAtMs } of records) {
      const decision = JSON.parse(Buffer.from(decisionJson).toString()) as Decision
      firstMs ??= receivedAtMs
      lastMs = receivedAtMs
      if (decision.would_be_outcome === 'decline') {
        declined += 1
        continue
      }
      // Vitter's algorithm R: each event is kept with the same probability.
      const place = seen < rowsMax ? seen : random.below(seen + 1)
      seen += 1
      if (place < rowsMax) kept[place] = reader(decision)
    }
    onProgress((records.at(-1)!.receivedAtMs - fromMs) / (toMs - fromMs), seen)
  }
  for (const vector of kept) building.add(vector)
  const span = firstMs === undefined ? null : { fromMs: firstMs, toMs: lastMs }
  return { columns: building.columns(), rows: building.rows, seen, declined, span }
}

/**
 * What decides by chance says nothing about an event, and what it is to be told is no part of it. How
 * busy the shop is tells of the day: on a good one every order would be strange.
 */
function isLeftOut(name: string): boolean {
  return LEFT_OUT.has(name) || name.includes('_by_shop_') || name.startsWith('usual.')
}

const LEFT_OUT = new Set([ROLLOUT_UNIT.name, ORDER_ANOMALY.name, 'attack.on_shop'])
