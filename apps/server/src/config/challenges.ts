import {
  CAPTCHA_PROVIDER_NAMES,
  CAPTCHA_PROVIDERS,
  type CaptchaSettings,
  type TextMessageSettings,
} from '@gatehouse/connectors'
import type { Environment, Fault } from './environment.ts'
import { readForeignSecret } from './foreign-secret.ts'
import { HEADER_NAME, readUrl } from './scores.ts'
import { words, whole } from './read-values.ts'

/** How shoppers are asked to prove themselves. */
export interface ChallengesConfig {
  readonly captcha: CaptchaSettings | null
  /** How long whoever hands a token in waits for the provider. */
  readonly captchaMs: number
  readonly otp: OtpConfig | null
}

export interface OtpConfig {
  readonly gateway: TextMessageSettings
  /** With `{code}` in it. */
  readonly text: string
  /** ISO 3166-1 alpha-2; `null`: any country. */
  readonly countries: readonly string[] | null
  /** Codes that a shop sends in an hour. */
  readonly perHour: number
}

const CAPTCHA_MS = 3000
const CAPTCHA_MS_MAX = 10_000
const RISK_MAX = 0.5
const OTP_TEXT = 'Your code is {code}. It is good for 5 minutes. Tell it to nobody.'
const TEXT_LENGTH_MAX = 300
const OTP_PER_HOUR = 500
const OTP_PER_HOUR_MAX = 1_000_000

export function readChallenges(env: Environment, fault: Fault): ChallengesConfig {
  return {
    captcha: readCaptcha(env, fault),
    captchaMs: whole(env, 'CAPTCHA_DEADLINE_MS', [CAPTCHA_MS, 100, CAPTCHA_MS_MAX], fault),
    otp: readOtp(env, fault),
  }
}

function readCaptcha(env: Environment, fault: Fault): CaptchaSettings | null {
  const named = env['CAPTCHA_PROVIDER']
  if (!named) return null
  const provider = CAPTCHA_PROVIDER_NAMES.find((known) => known === named)
  const secret = readForeignSecret(env, 'CAPTCHA_SECRET', fault)
  const hostnames = words(env['CAPTCHA_HOSTNAMES']).map((name) => name.toLowerCase())
  if (provider === undefined) {
    fault(`\`CAPTCHA_PROVIDER\` is \`${named}\`: give one of ${CAPTCHA_PROVIDER_NAMES.join(', ')}`)
    return null
  }
  if (secret === null) fault('`CAPTCHA_PROVIDER` needs `CAPTCHA_SECRET`')
  if (hostnames.length === 0) {
    fault('`CAPTCHA_PROVIDER` needs `CAPTCHA_HOSTNAMES`: names of the shop, as `shop.example`')
  }
  const url = env['CAPTCHA_URL'] || CAPTCHA_PROVIDERS[provider].url
  readUrl(url, 'CAPTCHA_URL', fault)
  return {
    provider,
    url,
    secret: secret ?? '',
    siteKey: env['CAPTCHA_SITE_KEY'] || null,
    hostnames,
    action: env['CAPTCHA_ACTION'] || null,
    riskMax: share(env, 'CAPTCHA_RISK_MAX', RISK_MAX, fault),
  }
}

function readOtp(env: Environment, fault: Fault): OtpConfig | null {
  const url = env['OTP_URL']
  if (!url) return null
  readUrl(url, 'OTP_URL', fault)
  const name = env['OTP_HEADER'] || 'authorization'
  if (!HEADER_NAME.test(name)) fault('`OTP_HEADER` is no name of an HTTP header')
  const value = readForeignSecret(env, 'OTP_SECRET', fault)
  const format = env['OTP_FORMAT'] || 'json'
  if (format !== 'json' && format !== 'form') fault('`OTP_FORMAT` is `json` or `form`')
  const text = env['OTP_TEXT'] || OTP_TEXT
  if (!text.includes('{code}') || text.length > TEXT_LENGTH_MAX) {
    fault(`\`OTP_TEXT\` must hold \`{code}\` and at most ${TEXT_LENGTH_MAX} characters`)
  }
  const countries = words(env['OTP_COUNTRIES']).map((country) => country.toUpperCase())
  if (countries.length === 0 || countries.some((country) => !/^([A-Z]{2}|\*)$/.test(country))) {
    fault('`OTP_URL` needs `OTP_COUNTRIES`: where codes are sent to, as `DE,AT`, or `*`')
  }
  return {
    gateway: {
      url,
      header: value === null ? null : { name, value },
      format: format === 'form' ? 'form' : 'json',
      toField: env['OTP_TO_FIELD'] || 'to',
      textField: env['OTP_TEXT_FIELD'] || 'text',
      fixed: readFixed(env['OTP_FIELDS'], fault),
    },
    text,
    countries: countries.includes('*') ? null : countries,
    perHour: whole(env, 'OTP_PER_HOUR', [OTP_PER_HOUR, 1, OTP_PER_HOUR_MAX], fault),
  }
}

/** `From=+4930123,Campaign=codes` */
function readFixed(text: string | undefined, fault: Fault): Record<string, string> {
  const pairs = (text ?? '').split(',').filter((pair) => pair.trim() !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) fault('`OTP_FIELDS` must be pairs: `From=Shop,Campaign=codes`')
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    }),
  )
}

function share(env: Environment, name: string, usual: number, fault: Fault): number {
  const text = env[name]
  if (!text) return usual
  const value = Number(text)
  if (value >= 0 && value <= 1) return value
  fault(`\`${name}\` is \`${text}\`: give a number from 0 to 1`)
  return usual
}
