import { fileURLToPath } from 'node:url'
import type { Privacy, Reference } from '@gatehouse/contract'
import { compileReference, openReference } from '@gatehouse/reference'
import {
  compileSignalPlan,
  createMemoryWindowStore,
  defaultWindows,
  ShopLinks,
} from '@gatehouse/signals'
import { newId, openKeyring, type AppendResult, type JournalRecord } from '@gatehouse/store'
import { openGateway, type Gateway } from '../src/gateway.ts'
import { loadRuntime, type LoadedList } from '../src/load-runtime.ts'
import type { Sources } from '../src/observe.ts'
import type { ShopRuntime } from '../src/runtime.ts'
import { NO_GAPS, type WindowGaps } from '../src/window-gaps.ts'

export const SHOP_ID = 'shop'
export const NOW_MS = Date.parse('2026-03-01T20:15:30Z')

/** Kept between runs: the tables are keyed by the versions they are made from. */
const CACHE_DIR = fileURLToPath(
  new URL('../../../node_modules/.cache/gatehouse-reference', import.meta.url),
)
const keyring = openKeyring('a secret of at least thirty-two characters')

/** The real tables, compiled on the first run. */
export async function openTables(): Promise<Reference> {
  await compileReference({ cacheDir: CACHE_DIR })
  return openReference({ cacheDir: CACHE_DIR })
}

export function token(field: string, value: string): Uint8Array {
  return keyring.token(SHOP_ID, field, value)
}

export function openSources(reference: Reference): Sources {
  const made = createMemoryWindowStore({ declarations: defaultWindows })
  if (!made.ok) throw new Error(made.issues.join('; '))
  return {
    reference,
    windows: made.store,
    links: new ShopLinks(),
    token: (shopId, field, value) => keyring.token(shopId, field, value),
  }
}

export function runtimeOf(
  privacy: Privacy = 'standard',
  lists: readonly LoadedList[] = [],
  gaps: WindowGaps = NO_GAPS,
): ShopRuntime {
  const shared = {
    plan: compileSignalPlan(),
    windows: defaultWindows,
    referenceVersion: 'test',
  }
  const settings = { currency: 'EUR', rates: null, homeCountry: 'DE' }
  return loadRuntime(
    {
      shopId: SHOP_ID,
      settings,
      privacy,
      plainInputs: new Set(['plain']),
      gaps,
      mode: 'enforce',
      rulesets: [],
      lists,
    },
    shared,
  )
}

/** A gateway over real look-ups, windows and tokens; `append` is the database. */
export function gatewayOver(
  sources: Sources,
  runtime: ShopRuntime,
  append: (record: JournalRecord) => Promise<AppendResult>,
): Gateway {
  return openGateway({
    sources,
    runtime: () => runtime,
    nowMs: () => NOW_MS,
    newId,
    store: {
      journal: { append, isAway: false, depth: 0, inDoubt: 0, drain: async () => {} },
      personal: {
        token: (shopId, field, value) => keyring.token(shopId, field, value),
        // What was sealed can be read back: the tests ask what it was.
        seal: ({ subject, values }) => ({
          subject,
          bytes: Buffer.from(JSON.stringify(values)),
          newKey: null,
        }),
        open: async () => ({ state: 'none' }),
        erase: async () => ({ keysDeleted: 0 }),
      },
      idempotency: {
        begin: () => Promise.reject(new Error('no keys here')),
        release: () => {},
        expire: async () => 0,
      },
    },
  })
}
