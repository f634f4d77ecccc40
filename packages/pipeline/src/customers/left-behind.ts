import {
  isUnknown,
  unknownBecause,
  type AccountStanding,
  type SignalValue,
} from '@gatehouse/contract'
import {
  isMilder,
  outcomeWith,
  type DecideInput,
  type Ruling,
  type Snapshot,
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
  const { rules, signals: places } = inheritingOf(input.snapshot)
  if (!rules.some((at) => ruling.results[at] === 'hit')) return ruling.trust_score
  const signals = input.signals.slice()
  for (const [at, value] of places) signals[at] = value
  const own = outcomeWith(input, ruling, signals)
  return isMilder(own.outcome, ruling.would_be_outcome) ? null : own.trust
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

interface Inheriting {
  /** Places in `Ruling.results` of rules and policies that ask for what was inherited. */
  readonly rules: readonly number[]
  /** Places of what is inherited in the vector, with what it is for who has no history. */
  readonly signals: readonly (readonly [at: number, value: SignalValue])[]
}

/** Snapshots live until something of their shop changes. */
const known = new WeakMap<Snapshot, Inheriting>()

function inheritingOf(snapshot: Snapshot): Inheriting {
  let found = known.get(snapshot)
  if (found === undefined) {
    const { ruleset, declarations } = snapshot
    const named = [...ruleset.rules, ...ruleset.policies].map(({ expression }) =>
      expression.readNames.some((name) => INHERITED.has(name)),
    )
    found = {
      rules: named.flatMap((asks, at) => (asks ? [at] : [])),
      signals: declarations.flatMap(({ name }, at) => {
        const value = INHERITED.get(name)
        return value === undefined ? [] : [[at, value] as const]
      }),
    }
    known.set(snapshot, found)
  }
  return found
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
