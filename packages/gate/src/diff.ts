import type { DiffSection, FieldChange, Ruleset, RulesetDiff } from '@gatehouse/contract'

type Entry = { readonly id: string; readonly when: string }
type Changed = RulesetDiff['changed'][number]

/**
 * What is other in `after` than in `before`, rule by rule: rules are the same by their id. How an
 * expression is laid out makes no difference.
 *
 * @param before `null`: everything is new
 */
export function diffRulesets(before: Ruleset | null, after: Ruleset): RulesetDiff {
  const was = sectionsOf(before)
  const is = sectionsOf(after)
  const fields = changesBetween(wholeOf(before), wholeOf(after))
  const added: RulesetDiff['added'] = []
  const removed: RulesetDiff['removed'] = []
  const changed: Changed[] = []
  let isReordered = false
  for (const section of Object.keys(is) as DiffSection[]) {
    const [old, now] = [byId(was[section]), byId(is[section])]
    for (const entry of is[section]) {
      const earlier = old.get(entry.id)
      if (earlier === undefined) added.push({ section, id: entry.id, entry })
      else pushChanged(changed, section, earlier, entry)
    }
    for (const entry of was[section]) {
      if (!now.has(entry.id)) removed.push({ section, id: entry.id, entry })
    }
    isReordered ||= orderOf(was[section], now) !== orderOf(is[section], old)
  }
  const isSame =
    !isReordered && [fields, added, removed, changed].every((list) => list.length === 0)
  return { is_same: isSame, fields, added, removed, changed, is_reordered: isReordered }
}

function sectionsOf(ruleset: Ruleset | null): Record<DiffSection, readonly Entry[]> {
  return {
    base: ruleset?.scorecard.base.parts ?? [],
    rules: ruleset?.rules ?? [],
    policy: ruleset?.policy ?? [],
  }
}

/** All but the entries of the sections. */
function wholeOf(ruleset: Ruleset | null): Record<string, unknown> {
  if (ruleset === null) return {}
  const { rules: _rules, policy: _policy, scorecard, ...whole } = ruleset
  const { parts: _parts, ...base } = scorecard.base
  return { ...whole, scorecard: { base } }
}

function byId(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.map((entry) => [entry.id, entry]))
}

function orderOf(entries: readonly Entry[], others: ReadonlyMap<string, unknown>): string {
  return entries.flatMap(({ id }) => (others.has(id) ? [id] : [])).join(' ')
}

function pushChanged(changed: Changed[], section: DiffSection, from: Entry, to: Entry): void {
  const isLaidOut = sameTokens(tokensOf(from.when), tokensOf(to.when))
  const fields = changesBetween(from, isLaidOut ? { ...to, when: from.when } : to)
  if (fields.length === 0) return
  changed.push({ section, id: to.id, fields, thresholds: movedThresholds(from.when, to.when) })
}

/** Objects are compared field by field; lists as a whole. */
function changesBetween(from: object, to: object, path = ''): FieldChange[] {
  const names = new Set([...Object.keys(from), ...Object.keys(to)])
  return [...names].flatMap((name): FieldChange[] => {
    const [was, is] = [(from as Fields)[name] ?? null, (to as Fields)[name] ?? null]
    const field = `${path}${name}`
    if (isObject(was) || isObject(is)) {
      const isWhole = (value: unknown) => value !== null && !isObject(value)
      if (!isWhole(was) && !isWhole(is)) {
        return changesBetween((was ?? {}) as object, (is ?? {}) as object, `${field}.`)
      }
    }
    return inOrder(was) === inOrder(is) ? [] : [{ field, from: was, to: is }]
  })
}

/** Which key comes first means nothing: the database puts them in an order of its own. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).toSorted(byName)) : each,
  )
}
const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1)
type Fields = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Texts, names (`velocity.orders_by_ip_5m` holds no number), numbers, and anything else. */
const TOKEN =
  /r?"(?:[^"\\]|\\.)*"|r?'(?:[^'\\]|\\.)*'|[A-Za-z_][\w.]*|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\S/g

interface Token {
  readonly text: string
  /** `null`: it is no number. */
  readonly number: number | null
}

function tokensOf(when: string): readonly Token[] {
  return [...when.matchAll(TOKEN)].map(([text, number]) => ({
    text,
    number: number === undefined ? null : Number(number),
  }))
}

function sameTokens(a: readonly Token[], b: readonly Token[]): boolean {
  return a.length === b.length && a.every(({ text }, index) => text === b[index]!.text)
}

/** Empty unless two expressions differ in their numbers and in nothing else. */
function movedThresholds(from: string, to: string): Changed['thresholds'] {
  const [was, is] = [tokensOf(from), tokensOf(to)]
  if (was.length !== is.length) return []
  const moved: Changed['thresholds'] = []
  for (const [index, token] of was.entries()) {
    const other = is[index]!
    if (token.text === other.text) continue
    if (token.number === null || other.number === null) return []
    moved.push({ from: token.number, to: other.number })
  }
  return moved
}
