import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openGateway } from '@gatehouse/pipeline'
import { compileReference, openReference } from '@gatehouse/reference'
import { createMemoryWindowStore, defaultWindows } from '@gatehouse/signals'
import { type JournalRecord, newId, type SealRequest, type Store } from '@gatehouse/store'
import { type Cities, freshIpv4 } from '../fresh-values.ts'
import { partsOf, runtimeOf } from '../gateway.ts'
import { seeded } from '../orders.ts'
import { openShoppers } from './shoppers.ts'

/** A decided order on its way into the store, its personal values not sealed yet. */
export interface Prepared {
  readonly record: JournalRecord
  readonly seal: SealRequest
  readonly bodyHash: Uint8Array
}

const CITY_SAMPLES = 20_000

/** Orders through the gateway: what it would hand to the store. Answers so many more a call. */
export async function openOrders(
  store: Pick<Store, 'personal'>,
): Promise<(count: number) => Promise<Prepared[]>> {
  // Kept between runs: compiling the tables is not what is measured.
  const cacheDir = join(tmpdir(), 'gatehouse-bench-reference')
  mkdirSync(cacheDir, { recursive: true })
  await compileReference({ cacheDir })
  const reference = openReference({ cacheDir })
  const windows = createMemoryWindowStore({ declarations: defaultWindows })
  if (!windows.ok) throw new Error(windows.issues.join('; '))
  const token: Store['personal']['token'] = (...of) => store.personal.token(...of)
  const sources = { reference, windows: windows.store, token }
  const parts = partsOf(sources, token, runtimeOf(reference.versions.combined))
  const seals: SealRequest[] = []
  const records: JournalRecord[] = []
  const gateway = openGateway({
    ...parts,
    newId,
    store: {
      ...parts.store,
      personal: {
        ...parts.store.personal,
        seal(request) {
          seals.push(request)
          return parts.store.personal.seal(request)
        },
      },
      journal: {
        ...parts.store.journal,
        async append(record) {
          records.push(record)
          return { state: 'stored' }
        },
      },
    },
  })
  const random = seeded(3)
  const nextOrder = openShoppers(random, citiesOf(reference, random))
  return async (count) => {
    const prepared: Prepared[] = []
    for (let n = 0; n < count; n += 1) {
      const event = nextOrder()
      await gateway.decide({ shopId: 'shop', event, type: 'purchase', reservation: null })
      const bodyHash = createHash('sha256').update(JSON.stringify(event)).digest()
      prepared.push({ record: records.pop()!, seal: seals.pop()!, bodyHash })
    }
    return prepared
  }
}

/** Cities as addresses of the internet are spread over them: some often, thousands seldom. */
export function citiesOf(
  reference: ReturnType<typeof openReference>,
  random: () => number,
): Cities {
  const cities = new Map<string, string[]>()
  for (let count = 0; count < CITY_SAMPLES; count += 1) {
    const answer = reference.ip(freshIpv4(random))
    const location = answer.known ? answer.location : answer
    if (!location.known || location.city === null) continue
    const known = cities.get(location.country)
    if (known === undefined) cities.set(location.country, [location.city])
    else known.push(location.city)
  }
  return cities
}
