import { CliError } from '../cli-error.ts'

const MINUTE_MS = 60_000
const UNITS_MS = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: 24 * 60 * MINUTE_MS } as const
const DATE = /^\d{4}-\d{2}-\d{2}$/
const MONTH_DAY = /^\d{4}-(\d{2})-(\d{2})/
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/

/**
 * When an item expires: `90d`, `12h`, `30m` from now, the begin of a day in UTC, or an RFC 3339
 * time. Answers RFC 3339.
 * @throws CliError `usage` for what is no time, and for one that is past
 */
export function readExpiry(text: string, nowMs: number): string {
  const [, count, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? []
  if (count !== undefined) return iso(nowMs + Number(count) * UNITS_MS[unit as 'm' | 'h' | 'd'])
  const ms = DATE.test(text)
    ? Date.parse(`${text}T00:00:00Z`)
    : TIME.test(text)
      ? Date.parse(text)
      : NaN
  // 31 April is 1 May to the parser.
  const [, month, day] = MONTH_DAY.exec(text) ?? []
  const days = new Date(Date.UTC(Number(text.slice(0, 4)), Number(month), 0)).getUTCDate()
  if (Number.isNaN(ms) || Number(day) > days) {
    throw new CliError(
      'usage',
      `\`--expires ${text}\` must be a time such as \`90d\`, \`2027-01-31\` or \`2027-01-31T12:00:00Z\``,
    )
  }
  if (ms <= nowMs) throw new CliError('usage', `\`--expires ${text}\` is in the past`)
  return iso(ms)
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
