import type { FeedKind, SignalValue } from '@gatehouse/contract'
import { from } from '../answer.ts'
import type { SignalDefinition, SignalInput } from '../signal.ts'
import { unknown } from '../unknown-reason.ts'

const inHostingFeed = inFeed('hosting')
const inPublicProxyFeed = inFeed('public_proxy')
const inResidentialProxyFeed = inFeed('residential_proxy')

/** Where the shopper's address is and who runs it. Source: DB-IP City Lite, RouteViews. */
export const ipSignals: readonly SignalDefinition[] = [
  {
    name: 'ip.country',
    type: 'string',
    doc: 'Country of the IP address, ISO 3166-1 alpha-2.',
    privacy: 'none',
    reads: ['ip_place'],
    compute: ({ readings }) => from(readings.ip_place, (place) => place.country),
  },
  {
    name: 'ip.region',
    type: 'string',
    doc: 'State or province of the IP address, as the data source writes it.',
    privacy: 'none',
    reads: ['ip_place'],
    compute: ({ readings }) => from(readings.ip_place, (place) => place.region),
  },
  {
    name: 'ip.city',
    type: 'string',
    doc: 'City of the IP address, as the data source writes it.',
    privacy: 'none',
    reads: ['ip_place'],
    compute: ({ readings }) => from(readings.ip_place, (place) => place.city),
  },
  {
    name: 'ip.kind',
    type: 'string',
    doc: 'Kind of address: `global`, `private`, `shared`, `reserved` ... (RFC 6890).',
    privacy: 'none',
    reads: ['ip'],
    compute: ({ readings }) => from(readings.ip, (ip) => ip.kind),
  },
  {
    name: 'ip.as_number',
    type: 'int',
    doc: 'Number of the network (autonomous system) that announces the address.',
    privacy: 'none',
    reads: ['ip'],
    compute: ({ readings }) =>
      from(readings.ip, (ip) => from(ip.autonomousSystem, (as) => as.number)),
  },
  {
    name: 'ip.as_name',
    type: 'string',
    doc: 'Name of the network that announces the address.',
    privacy: 'none',
    reads: ['ip'],
    compute: ({ readings }) =>
      from(readings.ip, (ip) => from(ip.autonomousSystem, (as) => as.name || null)),
  },
  {
    name: 'ip.is_hosting',
    type: 'bool',
    doc: 'The network, or a feed about the address, says that it sells servers and not access.',
    privacy: 'none',
    reads: ['ip'],
    compute(input) {
      const byNetwork = from(input.readings.ip, (ip) =>
        from(ip.autonomousSystem, (as) => as.hosting),
      )
      if (byNetwork === true) return true
      const byFeed = inHostingFeed(input)
      return typeof byFeed === 'boolean' ? byFeed : byNetwork
    },
  },
  {
    name: 'ip.is_global',
    type: 'bool',
    doc: 'The address is routed on the internet: neither private, shared nor reserved.',
    privacy: 'none',
    reads: ['ip'],
    compute: ({ readings }) => from(readings.ip, (ip) => ip.kind === 'global'),
  },
  {
    name: 'ip.location_precision',
    type: 'string',
    doc: 'How exactly the address is located: `city` or `country`.',
    privacy: 'none',
    reads: ['ip_place'],
    compute: ({ readings }) => from(readings.ip_place, (place) => place.precision),
  },
  {
    name: 'ip.is_tor',
    type: 'bool',
    doc: 'The address is a Tor exit. Needs a feed that covers them.',
    privacy: 'none',
    reads: ['ip'],
    compute: inFeed('tor_exit'),
  },
  {
    name: 'ip.is_vpn',
    type: 'bool',
    doc: 'The address belongs to a commercial VPN. Needs a feed that covers them.',
    privacy: 'none',
    reads: ['ip'],
    compute: inFeed('vpn'),
  },
  {
    name: 'ip.is_proxy',
    type: 'bool',
    doc: 'The address is a public or residential proxy; `false` needs feeds that cover both.',
    privacy: 'none',
    reads: ['ip'],
    compute(input) {
      const isPublic = inPublicProxyFeed(input)
      const isResidential = inResidentialProxyFeed(input)
      if (isPublic === true || isResidential === true) return true
      return isPublic === false ? isResidential : isPublic
    },
  },
  {
    name: 'ip.is_relay',
    type: 'bool',
    doc: 'A privacy relay that keeps the shopper near, as iCloud Private Relay. Needs a feed.',
    privacy: 'none',
    reads: ['ip'],
    compute: inFeed('relay'),
  },
]

/** A feed's silence means "no" only for the kinds that some configured feed covers. */
function inFeed(kind: FeedKind): (input: SignalInput) => SignalValue {
  return ({ readings }) =>
    from(readings.ip, ({ anonymity }) =>
      from(anonymity, ({ kinds, checked }) => {
        if (kinds.includes(kind)) return true
        return checked.includes(kind) ? false : unknown('not_configured')
      }),
    )
}
