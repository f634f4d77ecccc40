import { EVENT_TYPES, type AnyEvent, type EventType, type Reference } from '@gatehouse/contract'
import { openMemoryGateway, type MemoryGateway } from '../../memory-gateway.ts'
import { emptyLists } from '../../replay/replay-gateway.ts'
import { packPath } from '../../rulesets/packs.ts'
import { readLists, readRuleset } from '../../rulesets/read-ruleset.ts'
import { shopCatalogue } from '../../rulesets/shop-catalogue.ts'
import { DRILL_SHOP } from '../checkout.ts'
import { Schedule } from '../schedule.ts'
import type { AbuseTally, Judged } from './abuse-tally.ts'
import type { Doing, Scenario } from './scenario.ts'

const PROGRESS_EVERY = 500

/** Plays a scenario against the packs it names, one event at a time and in the order of time. */
export async function play(
  scenario: Scenario,
  reference: Reference,
  tally: AbuseTally,
  onEvent: (atMs: number, events: number) => void,
): Promise<void> {
  const rulesets = scenario.packs.map((pack) => ({
    version: 1,
    document: readRuleset(packPath(`${pack}.yaml`)).document,
  }))
  const checkpoints = new Set(rulesets.flatMap(({ document }) => document.checkpoints))
  const catalogue = shopCatalogue([], readLists())
  const gate = openMemoryGateway(
    {
      shopId: DRILL_SHOP,
      settings: { currency: 'EUR', rates: null, homeCountry: 'DE' },
      rulesets,
      lists: emptyLists(catalogue),
    },
    catalogue.plan,
    reference,
  )
  gate.keepReports()
  const schedule = new Schedule()
  let events = 0
  const put = (doing: Doing, isFirst: boolean): void => {
    schedule.put(doing.atMs, async (atMs) => {
      if (isFirst) putNext()
      const { checkpoint } = EVENT_TYPES[doing.type]
      const isDecided = checkpoint !== null && checkpoints.has(checkpoint)
      const answer = await happen(gate, doing, atMs, isDecided)
      if (answer !== null) tally.add(doing, atMs, checkpoint ?? '', answer)
      const later = doing.next?.(answer?.outcome ?? null, atMs) ?? []
      for (const one of later) put(one, false)
      events += 1
      if (events % PROGRESS_EVERY === 0) onEvent(atMs, events)
    })
  }
  const putNext = (): void => {
    const { done, value } = scenario.shop.next()
    if (!done) put(value, true)
  }
  for (const doing of scenario.attack) put(doing, false)
  putNext()
  for (let next = schedule.next(); next !== undefined; next = schedule.next()) {
    await next.run(next.atMs)
  }
}

async function happen(
  gate: MemoryGateway,
  doing: Doing,
  atMs: number,
  isDecided: boolean,
): Promise<Judged | null> {
  gate.setClock(atMs)
  const { type, transaction, blocks } = doing
  const event = {
    ...blocks,
    event: {
      type,
      time: new Date(atMs).toISOString(),
      ...(transaction === undefined ? {} : { transaction_id: transaction }),
    },
  } as AnyEvent
  const arrival = { shopId: DRILL_SHOP, type: type as EventType, event, reservation: null }
  if (!isDecided) {
    await gate.gateway.record(arrival)
    return null
  }
  const answer = await gate.gateway.decide(arrival)
  if (answer.state !== 'stored' || answer.ruling === null) throw new Error('not decided')
  const { outcome, results, snapshot } = answer.ruling
  const hits = snapshot.ruleset.rules.flatMap(({ id }, at) => (results[at] === 'hit' ? [id] : []))
  return { outcome, hits }
}
