import type { MonitorRequest } from '@gatehouse/contract'
import { ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { HistoryError } from '../../history/history-process.ts'
import { look, monitorsOf, type LookParts } from '../../monitors/look.ts'

/** With waiting for a process, and its start. */
const TIMEOUT_MS = 55_000

export function monitorHandlers(parts: LookParts): Pick<Handlers, 'getMonitors' | 'runMonitors'> {
  return {
    getMonitors: async ({ shopId }) => ok(await monitorsOf(shopId, parts.store)),
    async runMonitors({ shopId, body }) {
      try {
        const signal = AbortSignal.timeout(TIMEOUT_MS)
        await look(shopId, body as MonitorRequest, parts, signal)
      } catch (error) {
        const isLate = (error as Error).name === 'TimeoutError'
        if (!isLate && !(error instanceof HistoryError)) throw error
        throw new ApiError('unavailable', {
          detail: `the history could not be read ${isLate ? 'in time' : `(${(error as Error).message})`}`,
        })
      }
      return ok(await monitorsOf(shopId, parts.store))
    },
  }
}
