import type { Ruleset } from '@gatehouse/contract'

/**
 * Several packs as one ruleset, as a shop would put them together by hand: one ruleset decides at
 * a checkpoint. Base, thresholds, policy, actions and messages are those of the first; of the others
 * come the rules that nothing before them has, neither by id nor by condition and effect.
 */
export function mergePacks(name: string, packs: readonly [Ruleset, ...Ruleset[]]): Ruleset {
  const [first, ...others] = packs
  const rules = [...first.rules]
  const taken = new Set([
    ...first.scorecard.base.parts.map(({ id }) => id),
    ...(first.policy ?? []).map(({ id }) => id),
    ...rules.flatMap((rule) => [rule.id, whatItDoes(rule)]),
  ])
  for (const rule of others.flatMap((pack) => pack.rules)) {
    if (taken.has(rule.id) || taken.has(whatItDoes(rule))) continue
    taken.add(rule.id).add(whatItDoes(rule))
    rules.push(rule)
  }
  return {
    ...first,
    name,
    lists: [...new Set(packs.flatMap(({ lists }) => lists ?? []))],
    rules,
  }
}

/** Two rules of one condition that both take points off would count one thing twice. */
function whatItDoes({ when, outcome }: Ruleset['rules'][number]): string {
  return JSON.stringify([when.replaceAll(/\s+/g, ' ').trim(), outcome ?? null])
}
