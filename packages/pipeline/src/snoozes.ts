import type { Ruleset, RuleTrace, SingleWindowEntity } from '@gatehouse/contract'
import type { EventEntities } from './entities.ts'
import { TOKEN_KINDS, type TokenKind } from './lists/list-kinds.ts'
import { tokenText } from './lists/token-text.ts'

/** A rule that is switched off for one entity of the shop. */
export interface LoadedSnooze {
  readonly rule: string
  readonly kind: TokenKind
  /** base64url. */
  readonly token: string
  readonly untilMs: number
}

/** Rules that are switched off for some entities. */
export interface SnoozeIndex {
  /** Ids of the rules that are off for this event; `undefined`: none. */
  of(entities: EventEntities, atMs: number): ReadonlySet<string> | undefined
}

/** `null` where there is none: an event then pays nothing for it. */
export function indexSnoozes(snoozes: readonly LoadedSnooze[]): SnoozeIndex | null {
  if (snoozes.length === 0) return null
  const byEntity = new Map<SingleWindowEntity, Map<string, LoadedSnooze[]>>()
  for (const snooze of snoozes) {
    const entity = TOKEN_KINDS[snooze.kind]
    let byToken = byEntity.get(entity)
    if (byToken === undefined) byEntity.set(entity, (byToken = new Map()))
    const same = byToken.get(snooze.token)
    if (same === undefined) byToken.set(snooze.token, [snooze])
    else same.push(snooze)
  }
  return {
    of({ tokens }, atMs) {
      let rules: Set<string> | undefined
      for (const [entity, byToken] of byEntity) {
        const token = tokens[entity]
        if (token === undefined) continue
        for (const { rule, untilMs } of byToken.get(tokenText(token)) ?? []) {
          if (untilMs > atMs) (rules ??= new Set()).add(rule)
        }
      }
      return rules
    },
  }
}

/**
 * Rules that are off when an order is scored again: for whom it is about now, and, where that is not
 * kept any more (`before` is its trace then), those that were off for it before. Rules that were off
 * for everybody (`forAll`) are on again as soon as the ruleset says so.
 */
export function stillSnoozed(
  now: ReadonlySet<string> | undefined,
  before: readonly RuleTrace[],
  forAll: ReadonlySet<string> = NOTHING,
): ReadonlySet<string> {
  const were = before.filter(({ id, result }) => result === 'snoozed' && !forAll.has(id))
  return new Set([...(now ?? []), ...were.map(({ id }) => id)])
}
const NOTHING: ReadonlySet<string> = new Set()

/** Rules that a ruleset had switched off for everybody at that time. */
export function offForAll(ruleset: Ruleset | null, atMs: number): ReadonlySet<string> {
  const off = ruleset?.rules.filter(({ snoozed_until: until }) => Date.parse(until ?? '') > atMs)
  return new Set(off?.map(({ id }) => id))
}
