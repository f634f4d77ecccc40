import { createHmac } from 'node:crypto'
import type { Reference, Ruleset } from '@gatehouse/contract'
import {
  listContentsOf,
  loadRuntime,
  NO_GAPS,
  openGateway,
  type Gateway,
  type GatewayParts,
} from '@gatehouse/pipeline'
import { createMemoryWindowStore, defaultWindows } from '@gatehouse/signals'
import { CliError } from '../cli-error.ts'
import type { CompiledMapping } from '../mapping/compile-mapping.ts'
import type { ShopCatalogue } from '../rulesets/shop-catalogue.ts'

export const REPLAY_SHOP = 'replay'
/** Token keys only have to tell values apart here: a fixed one makes two replays equal. */
const TOKEN_KEY = 'replay tokens never leave memory'
const TOKEN_BYTES = 16
/** Windows of a long history: at 120 bytes per event some eight million events. */
const WINDOW_BYTES_MAX = 1024 * 2 ** 20

export interface ReplayGateway {
  readonly gateway: Gateway
  /** The time that the gate believes it is. */
  setClock(atMs: number): void
  /** Rows that the journal accepted. */
  readonly recorded: number
}

/**
 * The same way of an order as the server's, with a journal that counts and forgets, and a clock
 * that stands at the time of the row.
 */
export function openReplayGateway(
  mapping: CompiledMapping,
  catalogue: ShopCatalogue,
  ruleset: Ruleset,
  reference: Reference,
): ReplayGateway {
  const windows = createMemoryWindowStore({
    declarations: defaultWindows,
    maxBytes: WINDOW_BYTES_MAX,
  })
  if (!windows.ok) throw new Error(windows.issues.join('\n'))
  let atMs = 0
  const runtime = loadRuntime(
    {
      shopId: REPLAY_SHOP,
      settings: { currency: mapping.currency, rates: null, homeCountry: mapping.homeCountry },
      // Nothing is kept, so there is nothing to seal.
      privacy: 'minimal',
      plainInputs: new Set(),
      gaps: NO_GAPS,
      mode: 'enforce',
      rulesets: [{ version: 1, document: ruleset }],
      lists: catalogue.lists.map(({ name, kind, standing = 'none' }) => ({
        name,
        kind,
        standing,
        revision: 0,
        contents: listContentsOf(kind),
      })),
    },
    {
      plan: catalogue.plan,
      windows: defaultWindows,
      referenceVersion: reference.versions.combined,
    },
  )
  const token = tokens()
  let recorded = 0
  const store: GatewayParts['store'] = {
    journal: {
      isAway: false,
      depth: 0,
      inDoubt: 0,
      async append() {
        recorded++
        return { state: 'stored' }
      },
      drain: async () => {},
    },
    personal: {
      token: (_shopId, field, value) => token(field, value),
      seal: nothingIsSealed,
      open: nothingIsSealed,
      erase: nothingIsSealed,
    },
    idempotency: {
      begin: nothingIsSealed,
      release() {},
      expire: async () => 0,
    },
  }
  const gateway = openGateway({
    sources: {
      reference,
      windows: windows.store,
      token: (_shopId, field, value) => token(field, value),
    },
    store,
    runtime: () => runtime,
    nowMs: () => atMs,
    newId: () => `replay-${recorded + 1}`,
  })
  return {
    gateway,
    setClock: (timeMs) => void (atMs = timeMs),
    get recorded() {
      return recorded
    },
  }
}

/** Replayed events have no idempotency key and their shop keeps no personal data. */
function nothingIsSealed(): never {
  throw new Error('a replay keeps nothing')
}

function tokens(): (field: string, value: string) => Uint8Array {
  return (field, value) =>
    createHmac('sha256', TOKEN_KEY).update(`${field}\n${value}`).digest().subarray(0, TOKEN_BYTES)
}

/** @throws CliError `invalid` when the ruleset does not decide about orders */
export function refuseOtherCheckpoints({ name, checkpoints }: Ruleset): void {
  if (checkpoints.includes('order')) return
  throw new CliError(
    'invalid',
    `the ruleset \`${name}\` decides at \`${checkpoints.join('`, `')}\`, not at \`order\``,
  )
}
