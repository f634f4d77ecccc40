import { isList } from './equality.ts'
import type { Value } from './value.ts'
import { Duration, MapValue, Timestamp, TypeValue, Uint } from './value.ts'

/** CEL's names of its own types, the ones an expression may mention alone. */
export const TYPE_NAMES: ReadonlySet<string> = new Set([
  'bool',
  'int',
  'uint',
  'double',
  'string',
  'bytes',
  'list',
  'map',
  'null_type',
  'type',
  'google.protobuf.Timestamp',
  'google.protobuf.Duration',
])

export function typeNameOf(value: Value): string {
  if (value === null) return 'null_type'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'double'
  if (typeof value === 'string') return 'string'
  if (value instanceof Uint) return 'uint'
  if (value instanceof Uint8Array) return 'bytes'
  if (isList(value)) return 'list'
  if (value instanceof MapValue) return 'map'
  if (value instanceof TypeValue) return 'type'
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp'
  if (value instanceof Duration) return 'google.protobuf.Duration'
  return value.typeName
}
