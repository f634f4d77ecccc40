import { readFileSync } from 'node:fs'
import { csvCells, linesOf } from './csv.ts'
import type { ParsedIp } from './ip-address.ts'
import { parseIp } from './ip-address.ts'
import { RangeBuilder } from './range-table.ts'
import { sourceFile } from './sources.ts'
import { buildStringTable } from './string-table.ts'
import type { TableFile } from './table-file.ts'

/** Collects systems; number 0 is "announced by nobody". */
class Systems {
  readonly numbers: number[] = []
  readonly names: string[] = []
  readonly #indexes = new Map<number, number>()

  indexOf(asNumber: number, name: string): number {
    const known = this.#indexes.get(asNumber)
    if (known !== undefined) return known
    this.numbers.push(asNumber)
    this.names.push(name)
    this.#indexes.set(asNumber, this.numbers.length)
    return this.numbers.length
  }
}

/** `first,last,number,name` lines of the RouteViews and DB-IP tables, gaps kept as gaps. */
export function compileAsn(): TableFile {
  const systems = new Systems()
  const v4 = compileVersion('asn-ipv4.csv', systems, (builder, words, value) => {
    builder.add(words[0] >>> 16, words[0] & 0xffff, value)
  })
  const v6 = compileVersion('asn-ipv6.csv', systems, (builder, words, value) => {
    builder.add(words[0], words[1], value)
  })
  const names = buildStringTable('names', systems.names)
  return {
    meta: {},
    tables: {
      ...v4.tables('v4'),
      ...v6.tables('v6'),
      ...names.tables,
      as_numbers: Uint32Array.from(systems.numbers),
      as_names: Uint32Array.from(systems.names, (name) => names.numberOf.get(name) ?? 0),
    },
  }
}

function compileVersion(
  file: string,
  systems: Systems,
  add: (builder: RangeBuilder, words: ParsedIp['words'], value: number) => void,
): RangeBuilder {
  const builder = new RangeBuilder()
  for (const line of linesOf(readFileSync(sourceFile('asn', file), 'latin1'))) {
    const [first = '', last = '', asNumber = '', name = ''] = csvCells(line)
    const start = parseIp(first)
    const end = parseIp(last)
    if (start === undefined || end === undefined) continue
    // The file is UTF-8; read as Latin-1 it stays one byte per character until here.
    const readable = Buffer.from(name, 'latin1').toString('utf8')
    add(builder, start.words, systems.indexOf(Number(asNumber), readable))
    const next = after(end)
    if (next !== undefined) add(builder, next, 0)
  }
  return builder
}

/** The next address, or for IPv6 the next /64; `undefined` after the last one. */
function after({ version, words }: ParsedIp): ParsedIp['words'] | undefined {
  const [a, b] = words
  if (version === 4) return a === 0xffffffff ? undefined : [a + 1, 0, 0, 0]
  if (b < 0xffffffff) return [a, b + 1, 0, 0]
  return a === 0xffffffff ? undefined : [a + 1, 0, 0, 0]
}
