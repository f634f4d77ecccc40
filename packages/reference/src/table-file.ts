import {
  closeSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
  fsyncSync,
} from 'node:fs'
import { endianness } from 'node:os'
import { crc32 } from 'node:zlib'
import { ReferenceDataError } from './errors.ts'

/**
 * A file of named typed arrays, read with one `read` into one buffer that the arrays then share.
 * Layout, little-endian: magic, u32 header length, u32 CRC-32 of all that follows (it starts from
 * the header length), header (JSON), then the arrays, each at a multiple of 8 bytes.
 */
export type Table = Uint8Array | Uint16Array | Uint32Array | Int32Array

export interface TableFile {
  /** Free JSON of the writer's. */
  readonly meta: Readonly<Record<string, string | number>>
  readonly tables: Readonly<Record<string, Table>>
}

const MAGIC = 0x31544847
const PREFIX_BYTES = 12
const ALIGN_BYTES = 8
/** Ten times the largest table made from today's sources. */
const FILE_BYTES_MAX = 1024 * 1024 * 1024

const kinds = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array } as const
type Kind = keyof typeof kinds

interface Header {
  readonly meta: Record<string, string | number>
  readonly tables: readonly { name: string; kind: Kind; offset: number; length: number }[]
}

function kindOf(table: Table): Kind {
  if (table instanceof Uint8Array) return 'u8'
  if (table instanceof Uint16Array) return 'u16'
  return table instanceof Uint32Array ? 'u32' : 'i32'
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGN_BYTES) * ALIGN_BYTES
}

/** Writes beside the target, syncs, then renames: a reader sees the old file or the new one. */
export function writeTableFile(path: string, file: TableFile): void {
  let offset = 0
  const entries = Object.entries(file.tables).map(([name, table]) => {
    const entry = { name, kind: kindOf(table), offset, length: table.length }
    offset += aligned(table.byteLength)
    return entry
  })
  const json = JSON.stringify({ meta: file.meta, tables: entries })
  const headerBytes = aligned(PREFIX_BYTES + Buffer.byteLength(json)) - PREFIX_BYTES
  const bytes = Buffer.alloc(PREFIX_BYTES + headerBytes + offset)
  bytes.write(json.padEnd(headerBytes - Buffer.byteLength(json) + json.length), PREFIX_BYTES)
  for (const [at, table] of Object.values(file.tables).entries()) {
    const start = PREFIX_BYTES + headerBytes + (entries[at]?.offset ?? 0)
    bytes.set(new Uint8Array(table.buffer, table.byteOffset, table.byteLength), start)
  }
  bytes.writeUInt32LE(MAGIC, 0)
  bytes.writeUInt32LE(headerBytes, 4)
  bytes.writeUInt32LE(crc32(bytes.subarray(PREFIX_BYTES), headerBytes), 8)
  replaceFile(path, bytes)
}

function replaceFile(path: string, bytes: Buffer): void {
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, bytes)
  const descriptor = openSync(temporary, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameSync(temporary, path)
}

/**
 * @throws ReferenceDataError `reference_not_compiled` when the file is not there,
 * `reference_table_corrupt` when it is cut short or damaged.
 */
export function readTableFile(path: string): TableFile {
  const bytes = readWhole(path)
  const corrupt = (why: string): ReferenceDataError =>
    new ReferenceDataError(
      'reference_table_corrupt',
      `reference table \`${path}\` ${why}; delete it and compile again`,
    )
  if (endianness() !== 'LE') throw corrupt('needs a little-endian machine')
  if (bytes.length < PREFIX_BYTES || bytes.readUInt32LE(0) !== MAGIC) {
    throw corrupt('is not a table file')
  }
  const headerBytes = bytes.readUInt32LE(4)
  const payloadStart = PREFIX_BYTES + headerBytes
  if (payloadStart > bytes.length) throw corrupt('is cut short')
  if (crc32(bytes.subarray(PREFIX_BYTES), headerBytes) !== bytes.readUInt32LE(8)) {
    throw corrupt('fails its checksum')
  }
  const header = JSON.parse(bytes.toString('utf8', PREFIX_BYTES, payloadStart)) as Header
  const tables: Record<string, Table> = {}
  for (const { name, kind, offset, length } of header.tables) {
    tables[name] = new kinds[kind](bytes.buffer, payloadStart + offset, length)
  }
  return { meta: header.meta, tables }
}

/** Own buffer at offset 0, so that every table is aligned. */
function readWhole(path: string): Buffer<ArrayBuffer> {
  const size = sizeOf(path)
  const bytes = Buffer.from(new ArrayBuffer(size))
  const descriptor = openSync(path, 'r')
  try {
    let at = 0
    while (at < size) {
      const count = readSync(descriptor, bytes, at, size - at, at)
      if (count === 0) break
      at += count
    }
    return bytes
  } finally {
    closeSync(descriptor)
  }
}

function sizeOf(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size
  if (size === undefined || size > FILE_BYTES_MAX) {
    throw new ReferenceDataError(
      'reference_not_compiled',
      `reference table \`${path}\` is not there; run compileReference first`,
    )
  }
  return size
}

/** A table that must be in the file, of the type the reader expects. */
export function tableOf<T extends Table>(
  file: TableFile,
  name: string,
  type: abstract new (...parameters: never[]) => T,
): T {
  const table = file.tables[name]
  if (table instanceof type) return table
  throw new ReferenceDataError(
    'reference_table_corrupt',
    `reference table lacks \`${name}\`; compile again`,
  )
}
