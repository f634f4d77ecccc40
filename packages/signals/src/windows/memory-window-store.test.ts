import type { WindowDeclaration } from '@gatehouse/contract'
import { ExactWindows } from './exact-windows.case.ts'
import { EXACT_EVENTS_MAX } from './entity-windows.ts'
import {
  createMemoryWindowStore,
  LATENESS_MS_DEFAULT,
  type MemoryWindowStore,
} from './memory-window-store.ts'
import { windowStoreContract } from './window-store-contract.case.ts'

function makeStore(declarations: readonly WindowDeclaration[]): MemoryWindowStore {
  const made = createMemoryWindowStore({ declarations })
  if (!made.ok) throw new Error(made.issues.join('; '))
  return made.store
}

windowStoreContract('the exact oracle', {
  makeStore: (declarations) => new ExactWindows(declarations),
  exactEventsMax: Infinity,
  latenessMs: Infinity,
})

windowStoreContract('the memory store', {
  makeStore,
  exactEventsMax: EXACT_EVENTS_MAX,
  latenessMs: LATENESS_MS_DEFAULT,
})
