import { unknownBecause, type SignalValue } from '@gatehouse/contract'
import type { Readings } from '../reads.ts'
import type { SignalDefinition } from '../signal.ts'

type Ip = Extract<Readings['ip'], { known: true }>
type IpPlace = Extract<Readings['ip_place'], { known: true }>

const ip =
  (pick: (ip: Ip) => SignalValue): SignalDefinition['compute'] =>
  ({ readings }) =>
    readings.ip.known ? pick(readings.ip) : unknownBecause(readings.ip.reason)

const place =
  (pick: (place: IpPlace) => SignalValue | null): SignalDefinition['compute'] =>
  ({ readings: { ip_place: answer } }) =>
    answer.known
      ? (pick(answer) ?? unknownBecause('not_in_reference_data'))
      : unknownBecause(answer.reason)

/** Where the shopper's address is and who runs it. Source: DB-IP City Lite, RouteViews. */
export const ipSignals: readonly SignalDefinition[] = [
  {
    name: 'ip.country',
    type: 'string',
    doc: 'Country of the IP address, ISO 3166-1 alpha-2.',
    privacy: 'none',
    reads: ['ip_place'],
    compute: place(({ country }) => country),
  },
  {
    name: 'ip.region',
    type: 'string',
    doc: 'State or province of the IP address, as the data source writes it.',
    privacy: 'none',
    reads: ['ip_place'],
    compute: place(({ region }) => region),
  },
  {
    name: 'ip.city',
    type: 'string',
    doc: 'City of the IP address, as the data source writes it.',
    privacy: 'none',
    reads: ['ip_place'],
    compute: place(({ city }) => city),
  },
  {
    name: 'ip.kind',
    type: 'string',
    doc: 'Kind of address: `global`, `private`, `shared`, `reserved` ... (RFC 6890).',
    privacy: 'none',
    reads: ['ip'],
    compute: ip(({ kind }) => kind),
  },
  {
    name: 'ip.as_number',
    type: 'int',
    doc: 'Number of the network (autonomous system) that announces the address.',
    privacy: 'none',
    reads: ['ip'],
    compute: ip(({ autonomousSystem: as }) => (as.known ? as.number : unknownBecause(as.reason))),
  },
  {
    name: 'ip.as_name',
    type: 'string',
    doc: 'Name of the network that announces the address.',
    privacy: 'none',
    reads: ['ip'],
    compute: ip(({ autonomousSystem: as }) => (as.known ? as.name : unknownBecause(as.reason))),
  },
  {
    name: 'ip.is_hosting',
    type: 'bool',
    doc: 'The network sells servers, not internet access: shoppers seldom sit there.',
    privacy: 'none',
    reads: ['ip'],
    compute: ip(({ autonomousSystem: as }) => (as.known ? as.hosting : unknownBecause(as.reason))),
  },
]
