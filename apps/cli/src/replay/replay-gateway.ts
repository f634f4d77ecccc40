import type { Reference, Ruleset } from '@gatehouse/contract'
import { listContentsOf, type LoadedList } from '@gatehouse/pipeline'
import { CliError } from '../cli-error.ts'
import type { CompiledMapping } from '../mapping/compile-mapping.ts'
import { openMemoryGateway, type MemoryGateway } from '../memory-gateway.ts'
import type { ShopCatalogue } from '../rulesets/shop-catalogue.ts'

export const REPLAY_SHOP = 'replay'
export type ReplayGateway = MemoryGateway

/** The gate of a replay: one ruleset, empty lists, and a clock that stands at the time of the row. */
export function openReplayGateway(
  mapping: CompiledMapping,
  catalogue: ShopCatalogue,
  ruleset: Ruleset,
  reference: Reference,
): ReplayGateway {
  return openMemoryGateway(
    {
      shopId: REPLAY_SHOP,
      settings: { currency: mapping.currency, rates: null, homeCountry: mapping.homeCountry },
      rulesets: [{ version: 1, document: ruleset }],
      lists: emptyLists(catalogue),
    },
    catalogue.plan,
    reference,
  )
}

/** The lists that rules may name, with nobody on them. */
export function emptyLists({ lists }: ShopCatalogue): LoadedList[] {
  return lists.map(({ name, kind, standing = 'none' }) => ({
    name,
    kind,
    standing,
    revision: 0,
    contents: listContentsOf(kind),
  }))
}

/** @throws CliError `invalid` when the ruleset does not decide about orders */
export function refuseOtherCheckpoints({ name, checkpoints }: Ruleset): void {
  if (checkpoints.includes('order')) return
  throw new CliError(
    'invalid',
    `the ruleset \`${name}\` decides at \`${checkpoints.join('`, `')}\`, not at \`order\``,
  )
}
