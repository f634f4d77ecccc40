import { openapiDocument, type Health } from '@gatehouse/contract'
import type { Handlers } from '../api.ts'
import { ok } from '../api.ts'
import type { Metrics } from '../../metrics.ts'

export interface SystemParts {
  readonly version: string
  readonly metrics: Metrics
  /** What the server needs, each with what is wrong with it; empty: nothing. */
  health(): Promise<Health['parts']>
}

export function systemHandlers(
  parts: SystemParts,
): Pick<Handlers, 'livez' | 'readyz' | 'metrics' | 'openapi'> {
  const document = JSON.stringify(openapiDocument({ version: parts.version }))
  return {
    livez: () => ok({ status: 'ok', parts: [] } satisfies Health),
    async readyz() {
      const health = await parts.health()
      const isReady = health.every((part) => part.ok)
      const body: Health = { status: isReady ? 'ok' : 'unavailable', parts: health }
      return { status: isReady ? 200 : 503, body }
    },
    async metrics() {
      const { registry } = parts.metrics
      return { status: 200, body: await registry.metrics(), contentType: registry.contentType }
    },
    openapi: () => ({ status: 200, body: document }),
  }
}
