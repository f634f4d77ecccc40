import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

/** What a name has. A name with a zone entry and no records exists and answers NODATA. */
export interface ZoneEntry {
  readonly a?: readonly string[]
  readonly aaaa?: readonly string[]
  /** `''` as exchange is a null MX (RFC 7505). */
  readonly mx?: readonly { readonly priority: number; readonly exchange: string }[]
  readonly ns?: readonly string[]
  readonly txt?: readonly string[]
  readonly ttl?: number
}

/** `silence`: never answers. `garbage`: answers what is no DNS message. */
export type DnsFault = 'server_failure' | 'refused' | 'silence' | 'garbage'

/** A DNS server on loopback that speaks the protocol (RFC 1035) and keeps a zone. */
export interface FakeDns {
  /** `127.0.0.1:port` */
  readonly address: string
  /** Every question: `A example.com`. */
  readonly asked: string[]
  /** `null`: the name does not exist (NXDOMAIN). */
  set(name: string, entry: ZoneEntry | null): void
  /** For a name, or with `*` for all; `null` ends it. */
  fault(name: string, fault: DnsFault | null): void
  close(): Promise<void>
}

const TYPES = { 1: 'A', 2: 'NS', 15: 'MX', 16: 'TXT', 28: 'AAAA' } as const
type RecordType = (typeof TYPES)[keyof typeof TYPES]
const RCODES = { server_failure: 2, no_such_name: 3, refused: 5 } as const

export async function startFakeDns(): Promise<FakeDns> {
  const zone = new Map<string, ZoneEntry>()
  const faults = new Map<string, DnsFault>()
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const { name, type, end } = questionOf(query)
    asked.push(`${type} ${name}`)
    const fault = faults.get(name) ?? faults.get('*')
    if (fault === 'silence') return
    const answer =
      fault === 'garbage'
        ? Buffer.from('not a message')
        : answerTo(query.subarray(0, end), type, fault ?? zone.get(name))
    socket.send(answer, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  return {
    address: `127.0.0.1:${port}`,
    asked,
    set(name, entry) {
      if (entry === null) zone.delete(name)
      else zone.set(name, entry)
    },
    fault(name, fault) {
      if (fault === null) faults.delete(name)
      else faults.set(name, fault)
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

const HEADER_BYTES = 12

function questionOf(query: Buffer): { name: string; type: RecordType | 'other'; end: number } {
  const labels: string[] = []
  let at = HEADER_BYTES
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  const code = query.readUInt16BE(at + 1)
  const type = Object.hasOwn(TYPES, code) ? TYPES[code as keyof typeof TYPES] : 'other'
  return { name: labels.join('.').toLowerCase(), type, end: at + 5 }
}

function answerTo(
  query: Buffer,
  type: RecordType | 'other',
  entry: ZoneEntry | 'server_failure' | 'refused' | undefined,
): Buffer {
  const failure = entry === undefined ? 'no_such_name' : typeof entry === 'string' ? entry : null
  const records = failure !== null ? [] : recordsOf(entry as ZoneEntry, type)
  const header = Buffer.alloc(HEADER_BYTES)
  query.copy(header, 0, 0, 2)
  // An answer, recursion desired and available.
  header.writeUInt16BE(0x8180 | (failure === null ? 0 : RCODES[failure]), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(records.length, 6)
  return Buffer.concat([header, query.subarray(HEADER_BYTES), ...records])
}

function recordsOf(entry: ZoneEntry, type: RecordType | 'other'): Buffer[] {
  const { ttl = 300 } = entry
  const record = (code: number, data: Buffer) => {
    const head = Buffer.alloc(HEADER_BYTES)
    // A pointer to the name of the question.
    head.writeUInt16BE(0xc00c, 0)
    head.writeUInt16BE(code, 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt32BE(ttl, 6)
    head.writeUInt16BE(data.length, 10)
    return Buffer.concat([head, data])
  }
  switch (type) {
    case 'A':
      return (entry.a ?? []).map((text) => record(1, Buffer.from(text.split('.').map(Number))))
    case 'AAAA':
      return (entry.aaaa ?? []).map((text) => record(28, ipv6Bytes(text)))
    case 'NS':
      return (entry.ns ?? []).map((name) => record(2, nameBytes(name)))
    case 'MX':
      return (entry.mx ?? []).map(({ priority, exchange }) => {
        const head = Buffer.alloc(2)
        head.writeUInt16BE(priority)
        return record(15, Buffer.concat([head, nameBytes(exchange)]))
      })
    case 'TXT':
      return (entry.txt ?? []).map((text) => record(16, textBytes(text)))
    case 'other':
      return []
  }
}

function nameBytes(name: string): Buffer {
  const labels = name === '' ? [] : name.split('.')
  const parts = labels.map((label) => Buffer.from([label.length, ...Buffer.from(label)]))
  return Buffer.concat([...parts, Buffer.of(0)])
}

/** Strings of 255 bytes at most, as RFC 1035 has them. */
function textBytes(text: string): Buffer {
  const bytes = Buffer.from(text)
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 255) {
    const part = bytes.subarray(at, at + 255)
    parts.push(Buffer.of(part.length), part)
  }
  return Buffer.concat(parts)
}

function ipv6Bytes(text: string): Buffer {
  const [head = '', tail = ''] = text.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  const bytes = Buffer.alloc(16)
  for (const [at, group] of [...before, ...zeros, ...after].entries()) {
    bytes.writeUInt16BE(Number.parseInt(group, 16), at * 2)
  }
  return bytes
}
