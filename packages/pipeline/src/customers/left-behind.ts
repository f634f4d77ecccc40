import {
  isUnknown,
  unknownBecause,
  type AccountStanding,
  type SignalValue,
} from '@gatehouse/contract'
import {
  isMilder,
  rulingOf,
  type CompiledRuleset,
  type DecideInput,
  type Ruling,
} from '@gatehouse/gate'

/** What is inherited from earlier orders, and what it is for a customer without any. */
export const INHERITED: ReadonlyMap<string, SignalValue> = new Map<string, SignalValue>([
  ['customer.inherited_trust', unknownBecause('no_history')],
  ['customer.is_restored', false],
  ['customer.standing', 'open'],
])

/**
 * The trust that an order leaves its customer: what its own evidence says, without the points of
 * what the customer had inherited, for these would be taken off again with every order.
 *
 * @returns `null` when the order was stopped, or held, by nothing but what was inherited: it says
 * nothing about the customer that was not known, and may neither worsen nor better the ranking
 */
export function trustLeftBy(input: DecideInput, ruling: Ruling): number | null {
  if (input.checkpoint !== 'order') return null
  const inheriting = inheritingOf(input.snapshot.ruleset)
  if (!inheriting.some((at) => ruling.results[at] === 'hit')) return ruling.trust_score
  const { declarations } = input.snapshot
  const signals = input.signals.map((value, at) => INHERITED.get(declarations[at]!.name) ?? value)
  const own = rulingOf({ ...input, signals })
  const isStopped = isMilder(own.would_be_outcome, ruling.would_be_outcome)
  return isStopped ? null : own.trust_score
}

/** What a decision makes of the account. */
export function standingAskedBy({ actions }: Pick<Ruling, 'actions'>): AccountStanding | null {
  let standing: AccountStanding | null = null
  for (const { kind } of actions) {
    if (kind === 'close_account') return 'closed'
    if (kind === 'block_account') standing = 'blocked'
  }
  return standing
}

const known = new WeakMap<CompiledRuleset, readonly number[]>()

/** Places in `Ruling.results` of rules and policies that ask for what was inherited. */
export function inheritingOf(ruleset: CompiledRuleset): readonly number[] {
  let places = known.get(ruleset)
  if (places === undefined) {
    const named = [...ruleset.rules, ...ruleset.policies].map(({ expression }) =>
      expression.readNames.some((name) => INHERITED.has(name)),
    )
    places = named.flatMap((asks, at) => (asks ? [at] : []))
    known.set(ruleset, places)
  }
  return places
}

/**
 * The signals of an order that is decided again, after a person has restored the ranking or opened
 * the account: what was lifted does not count any more.
 */
export function liftedSignal(
  name: string,
  before: SignalValue,
  now: { readonly restored: boolean; readonly standing?: AccountStanding },
): SignalValue {
  if (name === 'customer.inherited_trust' && now.restored && !isUnknown(before)) {
    return unknownBecause('restored')
  }
  if (name === 'customer.is_restored' && now.restored) return true
  if (name === 'customer.standing' && (now.standing ?? 'open') === 'open') {
    return isUnknown(before) ? before : 'open'
  }
  return before
}
