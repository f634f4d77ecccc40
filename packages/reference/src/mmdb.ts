import { createRequire } from 'node:module'
import type { Response } from 'mmdb-lib'
import { Reader } from 'mmdb-lib'
import type Decoder from 'mmdb-lib/lib/decoder.js'
import { ReferenceDataError } from './errors.ts'
import type { ParsedIp } from './ip-address.ts'
import type { Fields } from './mmdb-fields.ts'
import { FieldReader } from './mmdb-fields.ts'
import {
  checkMetadata,
  checkTree,
  DataChecker,
  nodeReader,
  SEPARATOR_BYTES,
  StructureError,
} from './mmdb-structure.ts'
import { readOperatorFile } from './operator-file.ts'
import { finish, STEPS_PER_SLICE, type Sliced } from './slices.ts'

/** The library shows its decoder only as CommonJS, whose default export loaders disagree about. */
const decoderClass = (
  createRequire(import.meta.url)('mmdb-lib/lib/decoder.js') as { default: typeof Decoder.default }
).default

/** Larger than any database on the market; a buffer of it still fits a small server. */
export const MMDB_BYTES_MAX = 1024 * 1024 * 1024
const METADATA_MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')
/** The specification lets readers look for the marker in the last 128 KiB only. */
const METADATA_BYTES_MAX = 128 * 1024

/** A MaxMind DB whose every node and record has been checked. */
export interface Mmdb {
  readonly path: string
  readonly databaseType: string
  /** ISO date and time of the build. */
  readonly builtAt: string
  readonly ipVersion: 4 | 6
  readonly nodeCount: number
  readonly recordSize: number
  /** The whole file: the search tree begins at 0. */
  readonly bytes: Buffer
  /** Record of an address in canonical text, or `undefined`. */
  get(address: string): unknown
  /** What the search tree has for an address, for `record` to read; `undefined` for nothing. */
  find(ip: ParsedIp): number | undefined
  /** What a record value of the search tree (above `nodeCount`) points at. */
  record(value: number): unknown
  /** Likewise, but of its maps only the wanted fields. */
  fieldReader(fields: Fields): (value: number) => unknown
}

/** What a database must know to be accepted: `accepts` judges the record of `address`. */
export interface MmdbProbe {
  readonly address: string
  readonly accepts: (record: unknown) => boolean
}

/**
 * Opens a database after checking all of it: metadata, search tree (bounds, cycles, depth), each
 * record (types, lengths, UTF-8, nesting), then the given known look-ups. The caller keeps the old
 * database until this returns.
 *
 * @throws ReferenceDataError `mmdb_invalid`, with what is wrong in the message
 */
export function openMmdb(path: string, probes: readonly MmdbProbe[] = []): Mmdb {
  const read = readOperatorFile({ path, bytesMax: MMDB_BYTES_MAX })
  if (!read.ok) throw mmdbInvalid(path, read.why)
  return finish(readMmdb(path, read.bytes, probes))
}

/** `openMmdb` for bytes that were read already, in slices. */
export function* readMmdb(path: string, bytes: Buffer, probes: readonly MmdbProbe[]): Sliced<Mmdb> {
  try {
    return yield* readChecked(path, bytes, probes)
  } catch (error) {
    if (error instanceof ReferenceDataError) throw error
    const why = error instanceof StructureError ? error.message : 'cannot be read as a MaxMind DB'
    throw mmdbInvalid(path, why, error)
  }
}

export function mmdbInvalid(path: string, why: string, cause?: unknown): ReferenceDataError {
  return new ReferenceDataError(
    'mmdb_invalid',
    `ip database \`${path}\` ${why}; fetch it again, the database in use is kept`,
    cause,
  )
}

function* readChecked(path: string, bytes: Buffer, probes: readonly MmdbProbe[]): Sliced<Mmdb> {
  const marker = bytes.lastIndexOf(METADATA_MARKER)
  if (marker < 0 || bytes.length - marker > METADATA_BYTES_MAX) {
    throw mmdbInvalid(path, 'has no metadata: it is not a MaxMind DB or is cut short')
  }
  new DataChecker(bytes.subarray(marker + METADATA_MARKER.length)).check(0)
  const reader = new Reader<Response>(bytes)
  yield* checkStructure(bytes, reader, marker)
  for (const probe of probes) {
    if (!probe.accepts(reader.get(probe.address))) {
      throw mmdbInvalid(path, `does not know the well-known address \`${probe.address}\``)
    }
  }
  return describe(path, bytes, reader)
}

function* checkStructure(bytes: Buffer, reader: Reader<Response>, marker: number): Sliced<void> {
  const { metadata } = reader
  checkMetadata(metadata, marker)
  const dataStart = metadata.searchTreeSize + SEPARATOR_BYTES
  if (bytes.subarray(metadata.searchTreeSize, dataStart).some((byte) => byte !== 0)) {
    throw new StructureError('lacks the separator between its tree and its data')
  }
  const data = bytes.subarray(dataStart, marker)
  const checker = new DataChecker(data)
  let steps = 0
  for (const offset of yield* checkTree(bytes, metadata, data.length)) {
    checker.check(offset)
    steps++
    if (steps % STEPS_PER_SLICE === 0) yield
  }
}

function describe(path: string, bytes: Buffer, reader: Reader<Response>): Mmdb {
  const { metadata } = reader
  const dataStart = metadata.searchTreeSize + SEPARATOR_BYTES
  const decoder = new decoderClass(bytes, dataStart)
  return {
    path,
    databaseType: metadata.databaseType,
    builtAt: metadata.buildEpoch.toISOString(),
    ipVersion: metadata.ipVersion === 4 ? 4 : 6,
    nodeCount: metadata.nodeCount,
    recordSize: metadata.recordSize,
    bytes,
    get: (address) => reader.get(address) ?? undefined,
    find: treeWalker(bytes, metadata),
    record: (value) => decoder.decode(value - metadata.nodeCount + metadata.searchTreeSize).value,
    fieldReader(fields) {
      const reader = new FieldReader(
        bytes.subarray(dataStart),
        fields,
        (offset) => decoder.decode(offset + dataStart).value,
      )
      return (value) => reader.read(value - metadata.nodeCount - SEPARATOR_BYTES)
    },
  }
}

/** Bits of an IPv6 tree above the addresses of IPv4, all zero. */
const BITS_ABOVE_IPV4 = 96

/** Goes down the search tree by the bits of an address. */
function treeWalker(
  bytes: Buffer,
  { nodeCount, recordSize, ipVersion }: Reader<Response>['metadata'],
): (ip: ParsedIp) => number | undefined {
  const read = nodeReader(bytes, recordSize)
  const bitsAbove = ipVersion === 6 ? BITS_ABOVE_IPV4 : 0
  let ipv4Start = 0
  for (let bit = 0; bit < bitsAbove && ipv4Start < nodeCount; bit++) {
    ipv4Start = read(ipv4Start, false)
  }
  return ({ version, words }) => {
    if (version === 6 && ipVersion === 4) return undefined
    let node = version === 4 ? ipv4Start : 0
    const depth = version === 4 ? 32 : 128
    for (let bit = 0; bit < depth && node < nodeCount; bit++) {
      node = read(node, ((words[bit >>> 5]! >>> (31 - (bit & 31))) & 1) === 1)
    }
    return node > nodeCount ? node : undefined
  }
}
