import type { Environment, Fault } from './environment.ts'

/** What the operator says about webhooks. */
export interface WebhooksConfig {
  /** Origins outside the public internet, or without TLS, that shops may be told at. */
  readonly allowedOrigins: readonly string[]
  /** How long what fails is tried again, milliseconds; 0: never. */
  readonly retryMs: number
}

const HOUR_MS = 3_600_000
const RETRY_HOURS = 24
const RETRY_HOURS_MAX = 168

export function readWebhooks(env: Environment, fault: Fault): WebhooksConfig {
  return {
    allowedOrigins: readOrigins(env['WEBHOOK_ALLOWED_ORIGINS'], fault),
    retryMs: readHours(env['WEBHOOK_RETRY_HOURS'], fault) * HOUR_MS,
  }
}

function readOrigins(text: string | undefined, fault: Fault): string[] {
  const origins = (text ?? '').split(/[\s,]+/).filter((word) => word !== '')
  for (const origin of origins) {
    if (URL.canParse(origin) && /^https?:/.test(origin) && new URL(origin).origin === origin) {
      continue
    }
    fault(
      `\`WEBHOOK_ALLOWED_ORIGINS\` holds \`${origin}\`: give origins, as \`http://shop.internal:3000\``,
    )
  }
  return origins
}

function readHours(text: string | undefined, fault: Fault): number {
  if (!text) return RETRY_HOURS
  const hours = Number(text)
  if (Number.isInteger(hours) && hours >= 0 && hours <= RETRY_HOURS_MAX) return hours
  fault(
    `\`WEBHOOK_RETRY_HOURS\` is \`${text}\`: give whole hours from 0 (never) to ${RETRY_HOURS_MAX}`,
  )
  return RETRY_HOURS
}
