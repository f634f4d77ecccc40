import { createHmac } from 'node:crypto'
import type { Reference, WindowEvent } from '@gatehouse/contract'
import {
  createCustomerBook,
  createReportIndex,
  loadRuntime,
  NO_GAPS,
  openGateway,
  type Gateway,
  type GatewayParts,
  type ShopState,
  type Sources,
} from '@gatehouse/pipeline'
import {
  createMemoryWindowStore,
  defaultWindows,
  packWindowEvent,
  ShopHistory,
  ShopLinks,
  type SignalPlan,
} from '@gatehouse/signals'
import { createReportQueue } from './report-queue.ts'

/** Token keys only have to tell values apart here: a fixed one makes two runs equal. */
const TOKEN_KEY = 'replay tokens never leave memory'
const TOKEN_BYTES = 16
/** Windows of a long history: at 150 bytes per event some seven million events. */
const WINDOW_BYTES_MAX = 1024 * 2 ** 20
/** Entities that orders are counted by: some 40 bytes each. */
const HISTORY_BYTES_MAX = 512 * 2 ** 20

/** At 30 bytes each. */
const CUSTOMERS_MAX = 20_000_000

export interface MemoryGateway {
  readonly gateway: Gateway
  /** The time that the gate believes it is; reports that are due by then become known. */
  setClock(atMs: number): void
  /** From now on reports are kept; before, signals that come of them are unknown. */
  keepReports(): void
  /** The order that was decided last becomes known as fraud at this time. */
  reportAt(atMs: number): void
  /** Events that the journal accepted. */
  readonly recorded: number
}

/**
 * The same way of an event as the server's, with a journal that counts and forgets, and a clock
 * that stands where it is put.
 */
export function openMemoryGateway(
  state: Pick<ShopState, 'shopId' | 'settings' | 'rulesets' | 'lists'>,
  plan: SignalPlan,
  reference: Reference,
): MemoryGateway {
  const windows = createMemoryWindowStore({
    declarations: defaultWindows,
    maxBytes: WINDOW_BYTES_MAX,
  })
  if (!windows.ok) throw new Error(windows.issues.join('\n'))
  let atMs = 0
  const runtime = loadRuntime(
    // Nothing is kept, so there is nothing to seal.
    { ...state, privacy: 'minimal', plainInputs: new Set(), gaps: NO_GAPS, mode: 'enforce' },
    {
      plan,
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
  const { shopId } = state
  let latest: WindowEvent | undefined
  const reports = createReportIndex()
  const history = new ShopHistory(HISTORY_BYTES_MAX, { hasWholeReports: true })
  const due = createReportQueue(({ id, window }) => {
    reports.add(shopId, id, window)
    history.report(shopId, { recordId: id, window })
  })
  const sources: { -readonly [Name in keyof Sources]: Sources[Name] } = {
    reference,
    windows: {
      declarations: windows.store.declarations,
      observe(event) {
        latest = event
        return windows.store.observe(event)
      },
      release: (reservation) => windows.store.release(reservation),
    },
    customers: createCustomerBook(CUSTOMERS_MAX),
    links: new ShopLinks(WINDOW_BYTES_MAX),
    history,
    token: (_shopId, field, value) => token(field, value),
  }
  const idOf = (number: number) => `${shopId}-${number}`
  const gateway = openGateway({
    sources,
    store,
    runtime: () => runtime,
    nowMs: () => atMs,
    newId: () => idOf(recorded + 1),
  })
  return {
    gateway,
    setClock(timeMs) {
      atMs = timeMs
      due.deliver(timeMs)
    },
    keepReports: () => void (sources.reports = reports),
    reportAt(dueMs) {
      if (latest === undefined || latest.stream === null) return
      due.add(dueMs, { id: idOf(recorded), window: packWindowEvent(latest) })
    },
    get recorded() {
      return recorded
    },
  }
}

/** Events here have no idempotency key and their shop keeps no personal data. */
function nothingIsSealed(): never {
  throw new Error('nothing is kept here')
}

function tokens(): (field: string, value: string) => Uint8Array {
  return (field, value) =>
    createHmac('sha256', TOKEN_KEY).update(`${field}\n${value}`).digest().subarray(0, TOKEN_BYTES)
}
