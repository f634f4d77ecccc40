/**
 * What a ruleset in shadow costs: microseconds of the way of an order, and bytes of its row. The
 * shadow is the starter pack with three limits moved and two rules added.
 * Run: `node bin/gatehouse.mjs --run bench/src/shadow.ts`.
 */
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Ruleset } from '@gatehouse/contract'
import {
  listContentsOf,
  loadRuntime,
  NO_GAPS,
  openGateway,
  type ShopRuntime,
} from '@gatehouse/pipeline'
import { compileReference, openReference } from '@gatehouse/reference'
import { readStarters } from '@gatehouse/server'
import { compileSignalPlan, createMemoryWindowStore, defaultWindows } from '@gatehouse/signals'
import { openKeyring } from '@gatehouse/store'
import { partsOf } from './gateway.ts'
import { benchOrder, seeded } from './orders.ts'

const ORDERS = 2000
const ROUNDS = 7

export interface ShadowBench {
  readonly name: 'shadow'
  readonly withoutMicroseconds: number
  readonly withMicroseconds: number
  /** Of the journal row, per decision and ruleset in shadow. */
  readonly bytes: number
  readonly changedShare: number
}

export async function benchShadow(): Promise<ShadowBench> {
  const cacheDir = join(tmpdir(), 'gatehouse-bench-reference')
  mkdirSync(cacheDir, { recursive: true })
  await compileReference({ cacheDir })
  const reference = openReference({ cacheDir })
  const keyring = openKeyring('bench'.repeat(10))
  const token = (shopId: string, field: string, value: string) =>
    keyring.token(shopId, field, value)
  const random = seeded(3)
  const events = Array.from({ length: ORDERS }, () => benchOrder(random))
  let bytes = 0
  let rows = 0
  let changed = 0

  function gatewayOf(runtime: ShopRuntime) {
    const made = createMemoryWindowStore({ declarations: defaultWindows })
    if (!made.ok) throw new Error(made.issues.join('; '))
    const parts = partsOf({ reference, windows: made.store, token }, token, runtime)
    const append: typeof parts.store.journal.append = async (record) => {
      if (record.shadow !== null) {
        rows++
        bytes += record.shadow.length
        // The outcomes of both stand in one byte, after the version and the small number of the run.
        const outcomes = record.shadow[2]!
        if ((outcomes & 3) !== outcomes >> 2) changed++
      }
      return { state: 'stored' }
    }
    const store = { ...parts.store, journal: { ...parts.store.journal, append } }
    return openGateway({ ...parts, store })
  }

  async function round(runtime: ShopRuntime): Promise<number> {
    const gateway = gatewayOf(runtime)
    const startMs = performance.now()
    for (const event of events) {
      await gateway.decide({ shopId: 'shop', event, type: 'purchase', reservation: null })
    }
    return ((performance.now() - startMs) * 1000) / ORDERS
  }

  const [without, beside] = [runtimeWith([]), runtimeWith([shadowOf(readStarters().rulesets[0]!)])]
  const times: { without: number[]; beside: number[] } = { without: [], beside: [] }
  // In turns: what disturbs the machine disturbs both.
  for (let n = 0; n < ROUNDS; n++) {
    times.without.push(await round(without))
    times.beside.push(await round(beside))
  }
  return {
    name: 'shadow',
    withoutMicroseconds: Math.min(...times.without),
    withMicroseconds: Math.min(...times.beside),
    bytes: bytes / rows,
    changedShare: changed / rows,
  }
}

function shadowOf(starter: Ruleset): Ruleset {
  let moved = 0
  const rules = starter.rules.map((rule) => {
    const when = rule.when.replace(
      /(> )(\d+)/,
      (_all, sign, limit) => `${sign}${Number(limit) * 2}`,
    )
    return when === rule.when || moved++ >= 3 ? rule : { ...rule, when }
  })
  rules.push(
    { id: 'dear', when: 'order.amount > 150.0', when_unknown: 'skip', weight: 15 },
    { id: 'free_mail', when: 'email.is_free', when_unknown: 'skip', weight: 5 },
  )
  return { ...starter, rules }
}

function runtimeWith(shadows: readonly Ruleset[]): ShopRuntime {
  const { rulesets, lists } = readStarters()
  return loadRuntime(
    {
      shopId: 'shop',
      settings: { currency: 'USD', rates: null, homeCountry: 'US' },
      privacy: 'standard',
      plainInputs: new Set(),
      gaps: NO_GAPS,
      mode: 'enforce',
      rulesets: rulesets.map((document) => ({ version: 1, document })),
      shadows: shadows.map((document) => ({ version: 2, document, run: 1 })),
      lists: lists.map(({ name, kind, standing = 'none' }) => ({
        name,
        kind,
        standing,
        revision: 1,
        contents: listContentsOf(kind),
      })),
    },
    { plan: compileSignalPlan(), windows: defaultWindows, referenceVersion: 'bench' },
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await benchShadow())
