import { DEFAULT_SHOP } from './http/authenticate.ts'
import type { SpoolStatus, StoreSpool } from '@gatehouse/store'
import type { HealthPart } from './http/handlers/system.ts'
import type { Services } from './services.ts'

/** A balancer asks every few seconds and wants an answer before it asks again. */
const HEALTH_TIMEOUT_MS = 2000

/** What the server works with, and whether each part does. */
export async function healthOf(services: Services, isLeaving: boolean): Promise<HealthPart[]> {
  const parts = [
    await databaseHealth(services),
    ...spoolHealth(services.store.spool),
    referenceHealth(services),
  ]
  return isLeaving ? [LEAVING, ...parts] : parts
}

/** It still serves, so that whoever has not heard of it yet is served. */
const LEAVING: HealthPart = {
  name: 'server',
  isNeeded: true,
  ok: false,
  detail: 'it is stopping: send requests elsewhere',
}

async function databaseHealth({ store, database }: Services): Promise<HealthPart> {
  // With room in the spool orders are decided without it.
  const part = { name: 'database', isNeeded: !hasRoom(store.spool?.status()) }
  try {
    // Known already: nobody has to wait for it.
    if (store.spool?.isAway === true) throw new Error('the database is away: decisions are spooled')
    const isThere = store.shops.find(DEFAULT_SHOP)
    await withDeadline(isThere, HEALTH_TIMEOUT_MS, 'the database does not answer')
    return { ...part, ok: true, detail: '' }
  } catch (error) {
    // A balancer that heeds this sends no order that would bring an embedded database back.
    database.revive().catch(() => {})
    return { ...part, ok: false, detail: (error as Error).message }
  }
}

/** A spool that is being drained takes no traffic away, nor does a database that is away meanwhile. */
function spoolHealth(spool: StoreSpool | null): HealthPart[] {
  if (spool === null) return []
  const { records, bytes, maxBytes } = spool.status()
  if (maxBytes === 0) return []
  const ok = !spool.isAway && records === 0
  const detail = `${records} records wait for the database (${bytes} of ${maxBytes} bytes)`
  return [{ name: 'spool', isNeeded: false, ok, detail: ok ? '' : detail }]
}

/** Room for whatever is under way, beside what is spooled. */
const ROOM_BYTES = 65_536

function hasRoom(status: SpoolStatus | undefined): boolean {
  return status !== undefined && status.bytes + ROOM_BYTES < status.maxBytes
}

/** A file that was refused takes no traffic away: what it held before, or nothing, is in its place. */
function referenceHealth({ reference }: Services): HealthPart {
  const refused = reference.status().files.filter(({ state }) => state !== 'in_use')
  const detail = refused.map((file) => file.detail).join('; ')
  return { name: 'reference', isNeeded: false, ok: refused.length === 0, detail }
}

async function withDeadline(
  work: Promise<unknown>,
  timeoutMs: number,
  late: string,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(late)), timeoutMs)
  })
  try {
    await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
