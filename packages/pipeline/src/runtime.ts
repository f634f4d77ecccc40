import type { SignalDeclaration, WindowDeclaration } from '@gatehouse/contract'
import type { Checkpoint } from '@gatehouse/contract'
import type { Snapshot } from '@gatehouse/gate'
import type { ShopSettings, SignalPlan } from '@gatehouse/signals'
import type { EntityList } from './lists/entity-list.ts'

/**
 * `standard`: raw personal values are sealed under a key of their subject. `minimal`: no address
 * and no IP of a customer is kept anywhere, sealed or as a token.
 */
export type Privacy = 'standard' | 'minimal'

/** One shop, ready to decide: everything the way of an order needs, frozen and versioned. */
export interface ShopRuntime {
  readonly shopId: string
  readonly settings: ShopSettings
  readonly privacy: Privacy
  readonly plan: SignalPlan
  /** Lists of entities (addresses, emails, cards ...), each a signal `list.NAME`. */
  readonly entityLists: readonly EntityList[]
  /** What decides at each checkpoint. */
  readonly snapshots: Readonly<Record<Checkpoint, Snapshot>>
}

/**
 * The declarations of a shop's signal vector: computed signals, then windows, then entity lists.
 * Rules are compiled against this order, and vectors are filled in it.
 */
export function vectorDeclarations(
  plan: Pick<SignalPlan, 'declarations'>,
  windows: readonly WindowDeclaration[],
  lists: readonly Pick<EntityList, 'name' | 'kind'>[],
): readonly SignalDeclaration[] {
  return [
    ...plan.declarations,
    ...windows.map(({ name, doc }) => ({
      name,
      doc,
      type: 'double' as const,
      privacy: 'pseudonymous' as const,
    })),
    ...lists.map(({ name, kind }) => ({
      name: `list.${name}`,
      doc: `The ${kind} of this event is on the list \`${name}\`.`,
      type: 'bool' as const,
      privacy: 'none' as const,
    })),
  ]
}
