import type { Reference } from '@gatehouse/contract'
import { openMemoryGateway } from '../memory-gateway.ts'
import { emptyLists } from '../replay/replay-gateway.ts'
import { packPath } from '../rulesets/packs.ts'
import { readLists, readRuleset } from '../rulesets/read-ruleset.ts'
import { shopCatalogue } from '../rulesets/shop-catalogue.ts'
import { attackOf } from './attack.ts'
import { checkoutOf, DRILL_SHOP } from './checkout.ts'
import { createRandom } from './random.ts'
import { recordedTraffic } from './recorded-traffic.ts'
import { makeDrillReport, type DrillReport } from './report.ts'
import { simulate } from './simulate.ts'
import { DrillTally } from './tally.ts'
import { inventedTraffic } from './traffic.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** A Monday. */
const START_MS = Date.UTC(2026, 2, 2)
/** The kill switch looks back so far: shoppers of this time after an attack are of it as well. */
const AFTERMATH_MS = 10 * 60_000

export interface CardTestingOptions {
  readonly seed: number
  readonly cards: number
  readonly addresses: number
  readonly perSecond: number
  readonly amount: number
  /** Above `amount`: each attempt has an amount between the two. */
  readonly amountTo: number
  readonly checkoutsPerDay: number
  /** Ordinary days before the day of the attack: what is usual is learned from them. */
  readonly historyDays: number
  /** A history and its mapping in place of made-up shoppers. */
  readonly background: { readonly file: string; readonly mapping: string } | null
  /** A ruleset in place of `packs/card-testing.yaml`. */
  readonly ruleset: string | null
}

/** The rules of card testing against an attack in the middle of ordinary days, in memory. */
export async function drillCardTesting(
  options: CardTestingOptions,
  reference: Reference,
  onProgress: (share: number, events: number) => void,
): Promise<DrillReport> {
  const { seed, historyDays, checkoutsPerDay, background } = options
  // Streams of chance of their own: the same shoppers, whatever the attack.
  const [forTraffic, forAttack, forRest] = [1, 2, 3].map((n) => createRandom(seed * 31 + n)) as [
    ReturnType<typeof createRandom>,
    ReturnType<typeof createRandom>,
    ReturnType<typeof createRandom>,
  ]
  const measuredFromMs = START_MS + historyDays * DAY_MS
  const attackMs = measuredFromMs + 6 * HOUR_MS + forAttack.below(15 * HOUR_MS)
  const attackEndMs = attackMs + (options.cards / options.perSecond) * 1000
  const toMs = Math.max(measuredFromMs + DAY_MS, attackEndMs + 2 * AFTERMATH_MS)
  const span = { fromMs: START_MS, toMs }
  const visits =
    background === null
      ? inventedTraffic({ ...span, checkoutsPerDay }, forTraffic)
      : await recordedTraffic(background.file, background.mapping, span, forTraffic)

  const ruleset = readRuleset(options.ruleset ?? packPath('card-testing.yaml')).document
  const catalogue = shopCatalogue([], readLists())
  const gate = openMemoryGateway(
    {
      shopId: DRILL_SHOP,
      settings: { currency: 'EUR', rates: null, homeCountry: 'DE' },
      rulesets: [{ version: 1, document: ruleset }],
      lists: emptyLists(catalogue),
    },
    catalogue.plan,
    reference,
  )
  const tally = new DrillTally(measuredFromMs, [attackMs, attackEndMs + AFTERMATH_MS])
  await simulate({
    checkout: checkoutOf(gate),
    tally,
    random: forRest,
    visits: visits[Symbol.iterator](),
    attempts: attackOf({ ...options, fromMs: attackMs }, forAttack),
    onProgress: (atMs, events) => onProgress((atMs - START_MS) / (toMs - START_MS), events),
  })
  return makeDrillReport(
    {
      seed,
      background: background === null ? 'made up' : background.file.replace(/^.*\//, ''),
      checkouts_per_day: Math.round(tally.visits / ((toMs - START_MS) / DAY_MS)),
      history_days: historyDays,
      addresses: options.addresses,
      attempts_per_second: options.perSecond,
      amount: options.amount,
      amount_to: Math.max(options.amount, options.amountTo),
      ruleset: ruleset.name,
    },
    tally,
  )
}
