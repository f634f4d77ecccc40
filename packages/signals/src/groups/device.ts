import type { Unknown } from '@gatehouse/contract'
import { from, sent } from '../answer.ts'
import type { SignalDefinition, SignalInput } from '../signal.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** How far the hour at a place may be off: see `LocalTimePrecision`. China has one zone for five. */
const HOURS_OFF_MAX = { zone: 0, nearest_zone: 1, solar: 3 } as const

/** What the device is, by its own account: good for finding robots that do not hide. */
export const deviceSignals: readonly SignalDefinition[] = [
  {
    name: 'device.class',
    type: 'string',
    doc: '`desktop`, `mobile`, `tablet` ...: as the shop says, else by the user agent.',
    privacy: 'none',
    reads: ['user_agent'],
    compute: deviceClass,
  },
  {
    name: 'device.is_mobile',
    type: 'bool',
    doc: 'A phone or tablet: it travels, so its distance says less.',
    privacy: 'none',
    reads: ['user_agent'],
    compute(input) {
      const kind = deviceClass(input)
      return typeof kind === 'string' ? kind === 'mobile' || kind === 'tablet' : kind
    },
  },
  {
    name: 'device.is_browser',
    type: 'bool',
    doc: "The user agent is a browser or a shop's app that a person uses.",
    privacy: 'none',
    reads: ['user_agent'],
    compute: ({ readings }) =>
      from(readings.user_agent, ({ kind }) => kind === 'browser' || kind === 'app'),
  },
  {
    name: 'device.is_robot',
    type: 'bool',
    doc: 'The user agent is a crawler, an HTTP library or an automated browser, and says so.',
    privacy: 'none',
    reads: ['user_agent'],
    compute: ({ readings }) =>
      from(
        readings.user_agent,
        ({ kind }) => kind === 'robot' || kind === 'library' || kind === 'headless',
      ),
  },
  {
    name: 'device.is_headless',
    type: 'bool',
    doc: 'A browser without a window, by its user agent or by what the page saw of it.',
    privacy: 'none',
    reads: ['user_agent'],
    compute({ event, readings }) {
      const seen = event.behaviour?.is_headless
      if (seen === true) return true
      const named = from(readings.user_agent, ({ kind }) => kind === 'headless')
      return typeof named === 'boolean' ? named : (seen ?? named)
    },
  },
  {
    name: 'device.browser',
    type: 'string',
    doc: '`chrome`, `safari`, `firefox` ... by the user agent.',
    privacy: 'none',
    reads: ['user_agent'],
    compute: ({ readings }) => from(readings.user_agent, ({ browser }) => browser),
  },
  {
    name: 'device.browser_major',
    type: 'int',
    doc: 'Major version of the browser; bots often name one that is years old.',
    privacy: 'none',
    reads: ['user_agent'],
    compute: ({ readings }) => from(readings.user_agent, ({ browserMajor }) => browserMajor),
  },
  {
    name: 'device.system',
    type: 'string',
    doc: '`windows`, `macos`, `ios`, `android` ... by the user agent.',
    privacy: 'none',
    reads: ['user_agent'],
    compute: ({ readings }) => from(readings.user_agent, ({ system }) => system),
  },
  {
    name: 'device.language_matches_billing',
    type: 'bool',
    doc: 'The browser prefers a language that is spoken in the billing country.',
    privacy: 'none',
    reads: ['accept_language', 'billing_country'],
    compute: ({ readings }) => speaks(readings.accept_language, readings.billing_country),
  },
  {
    name: 'device.language_matches_ip',
    type: 'bool',
    doc: 'The browser prefers a language that is spoken in the country of the IP address.',
    privacy: 'none',
    reads: ['accept_language', 'ip_country'],
    compute: ({ readings }) => speaks(readings.accept_language, readings.ip_country),
  },
  {
    name: 'device.timezone_matches_ip',
    type: 'bool',
    doc: "The browser's clock shows the hour of the place that the IP address is at.",
    privacy: 'none',
    reads: ['ip_local_time'],
    compute({ event, readings, derived: { eventMs } }) {
      const offset = event.device?.timezone_offset_minutes
      if (offset === undefined) return NOT_SENT
      return from(readings.ip_local_time, ({ hour, precision }) => {
        const shown = Math.floor((eventMs + offset * MINUTE_MS) / HOUR_MS)
        const apart = (((shown - hour) % 24) + 24) % 24
        return Math.min(apart, 24 - apart) <= HOURS_OFF_MAX[precision]
      })
    },
  },
  {
    name: 'device.has_fingerprint',
    type: 'bool',
    doc: 'A device id was sent, so that the device can be known again.',
    privacy: 'none',
    reads: [],
    compute: ({ event: { device } }) => (device ? Boolean(device.device_id) : NOT_SENT),
  },
  {
    name: 'device.is_emulator',
    type: 'bool',
    doc: 'The device looks emulated.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.device?.is_emulator),
  },
  {
    name: 'device.is_incognito',
    type: 'bool',
    doc: 'The window looks private.',
    privacy: 'none',
    reads: [],
    compute: ({ event }) => sent(event.device?.is_incognito),
  },
]

function deviceClass({ event, readings }: SignalInput): string | Unknown {
  if (event.device?.type) return event.device.type
  const { user_agent: agent } = readings
  return agent.known ? agent.device : unknown(agent.reason)
}

type Readings = SignalInput['readings']

function speaks(languages: Readings['accept_language'], country: Readings['ip_country']) {
  return from(languages, ({ preferences }) =>
    from(country, ({ languages: spoken }) =>
      spoken.length === 0 || preferences.length === 0
        ? null
        : preferences.some(({ language, quality }) => quality > 0 && spoken.includes(language)),
    ),
  )
}
