import { openapiDocument, type Health } from '@gatehouse/contract'
import type { Handlers } from '../api.ts'
import { ok } from '../api.ts'
import type { Metrics } from '../../metrics.ts'

/** One thing that the server works with. */
export interface HealthPart {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  /** Without it nothing can be decided. */
  readonly isNeeded: boolean
}

export interface SystemParts {
  readonly version: string
  readonly metrics: Metrics
  health(): Promise<readonly HealthPart[]>
}

export function systemHandlers(
  parts: SystemParts,
): Pick<Handlers, 'livez' | 'readyz' | 'metrics' | 'openapi'> {
  const document = JSON.stringify(openapiDocument({ version: parts.version }))
  return {
    livez: () => ok({ status: 'ok', parts: [] } satisfies Health),
    async readyz() {
      const body = healthOf(await parts.health())
      return { status: body.status === 'unavailable' ? 503 : 200, body }
    },
    async metrics() {
      const { registry } = parts.metrics
      return { status: 200, body: await registry.metrics(), contentType: registry.contentType }
    },
    openapi: () => ({ status: 200, body: document }),
  }
}

/** Of the contract: `parts[].detail`. */
const DETAIL_LENGTH_MAX = 500

function healthOf(parts: readonly HealthPart[]): Health {
  const wrong = parts.filter(({ ok }) => !ok)
  const status = wrong.length === 0 ? 'ok' : 'degraded'
  return {
    status: wrong.some(({ isNeeded }) => isNeeded) ? 'unavailable' : status,
    parts: parts.map(({ name, ok, detail }) => ({
      name,
      ok,
      detail: detail.slice(0, DETAIL_LENGTH_MAX),
    })),
  }
}
