import type { AutonomousSystemAnswer, IpAnswer } from '@gatehouse/contract'
import { notKnown } from './answers.ts'
import type { CitySource } from './city-source.ts'
import type { FeedSet } from './feeds.ts'
import type { HostingList } from './hosting.ts'
import type { ParsedIp } from './ip-address.ts'
import { formatIp, parseIp } from './ip-address.ts'
import { ipKind } from './ip-kind.ts'
import { rememberByNumber } from './memo.ts'
import { RangeTable } from './range-table.ts'
import { StringTable } from './string-table.ts'
import type { TableFile } from './table-file.ts'
import { tableOf } from './table-file.ts'

/** Most shoppers come through a few hundred of the 90,000 autonomous systems. */
const SYSTEMS_REMEMBERED_LOG2 = 12

/** Who announces an address. */
export class AsnTables {
  readonly #ranges: RangeTable
  readonly #numbers: Uint32Array
  readonly #nameOf: Uint32Array
  readonly #names: StringTable
  readonly #hosting: HostingList
  readonly #systemAt: (number: number) => AutonomousSystemAnswer

  constructor(file: TableFile, hosting: HostingList) {
    this.#ranges = RangeTable.from(file)
    this.#numbers = tableOf(file, 'as_numbers', Uint32Array)
    this.#nameOf = tableOf(file, 'as_names', Uint32Array)
    this.#names = StringTable.from(file, 'names')
    this.#hosting = hosting
    this.#systemAt = rememberByNumber((at) => this.#readSystem(at), SYSTEMS_REMEMBERED_LOG2)
  }

  lookUp(ip: ParsedIp): AutonomousSystemAnswer {
    const number = this.#ranges.find(ip)
    return number === 0 ? notKnown('not_in_reference_data') : this.#systemAt(number - 1)
  }

  #readSystem(at: number): AutonomousSystemAnswer {
    const number = this.#numbers[at] ?? 0
    const name = this.#names.at(this.#nameOf[at] ?? 0)
    return { known: true, number, name, hosting: this.#hosting.has(number, name) }
  }
}

export interface IpSources {
  readonly city: CitySource
  readonly asn: AsnTables
  readonly feeds: FeedSet
}

/** Everything known about one address. */
export function lookUpIp(sources: IpSources, text: string): IpAnswer {
  const sent = text.length > 100 ? '' : text.trim()
  const ip = parseIp(sent)
  if (ip === undefined) return notKnown('malformed_input')
  const kind = ipKind(ip)
  const isGlobal = kind === 'global'
  return {
    known: true,
    address: formatIp(ip, sent),
    version: ip.version,
    kind,
    location: isGlobal ? sources.city.locate(ip) : notKnown('not_routable'),
    autonomousSystem: isGlobal ? sources.asn.lookUp(ip) : notKnown('not_routable'),
    anonymity: isGlobal ? sources.feeds.lookUp(ip) : notKnown('not_routable'),
  }
}
