import type { DescField, DescMessage, Registry } from '@bufbuild/protobuf'
import { ScalarType, equals } from '@bufbuild/protobuf'
import type { ReflectMessage } from '@bufbuild/protobuf/reflect'
import { reflect } from '@bufbuild/protobuf/reflect'
import { isWrapperDesc } from '@bufbuild/protobuf/wkt'
import type { MessageTypes } from '../src/interpret/dialect.ts'
import { isMessage } from '../src/interpret/equality.ts'
import type { MessageValue, Value } from '../src/interpret/value.ts'
import { Uint } from '../src/interpret/value.ts'

/**
 * As much of protobuf as the core conformance data asks of a host: scalars, wrappers, nested
 * messages and `Any`. Rules have no messages, so this lives beside the test that needs it.
 */
export function messageTypes(registry: Registry): MessageTypes {
  return {
    has: (typeName) => registry.getMessage(typeName) !== undefined,
    create(typeName, fields) {
      const message = reflect(registry.getMessage(typeName)!)
      for (const [name, value] of fields) {
        const field = message.fields.find((each) => each.name === name)
        if (field === undefined) return undefined
        if (value === null) continue
        const converted = toProtobuf(field, value)
        if (converted === undefined) return undefined
        message.set(field, converted)
      }
      return fromMessage(message, registry)
    },
  }
}

/** A wrapper is its value, an empty `Value` is null, any other message stays one. */
function fromMessage(message: ReflectMessage, registry: Registry): Value {
  const { desc } = message
  if (isWrapperDesc(desc)) return fromProtobuf(message, (desc as DescMessage).fields[0]!, registry)
  if (desc.typeName === 'google.protobuf.Value' && !desc.fields.some((f) => message.isSet(f))) {
    return null
  }
  return new ProtobufMessage(message, registry)
}

class ProtobufMessage implements MessageValue {
  readonly message: ReflectMessage
  readonly typeName: string
  readonly #registry: Registry

  constructor(message: ReflectMessage, registry: Registry) {
    this.message = message
    this.typeName = message.desc.typeName
    this.#registry = registry
  }

  field(name: string): Value | undefined {
    const field = this.#descriptor(name)
    return field && fromProtobuf(this.message, field, this.#registry)
  }

  hasField(name: string): boolean | undefined {
    const field = this.#descriptor(name)
    return field && this.message.isSet(field)
  }

  equals(other: MessageValue): boolean {
    if (!(other instanceof ProtobufMessage) || this.typeName !== other.typeName) return false
    return equals(this.message.desc, this.message.message, other.message.message, {
      registry: this.#registry,
      unpackAny: true,
      unknown: true,
    })
  }

  #descriptor(name: string): DescField | undefined {
    return this.message.fields.find((field) => field.name === name)
  }
}

function fromProtobuf(message: ReflectMessage, field: DescField, registry: Registry): Value {
  const value: unknown = message.get(field)
  if (field.fieldKind === 'message') {
    if (isWrapperDesc(field.message) && !message.isSet(field)) return null
    return fromMessage(value as ReflectMessage, registry)
  }
  if (field.fieldKind === 'enum') return BigInt(value as number)
  if (field.fieldKind !== 'scalar') throw new TypeError(`${field.name} is not needed by the data`)
  if (UNSIGNED.has(field.scalar)) return new Uint(BigInt(value as number | bigint))
  return SIGNED.has(field.scalar) ? BigInt(value as number | bigint) : (value as Value)
}

function toProtobuf(field: DescField, value: Value): unknown {
  if (field.fieldKind === 'message') {
    if (isMessage(value)) return (value as ProtobufMessage).message
    if (!isWrapperDesc(field.message)) return undefined
    const wrapper = reflect(field.message as DescMessage)
    wrapper.set(wrapper.fields[0]!, toProtobuf(wrapper.fields[0]!, value))
    return wrapper
  }
  if (field.fieldKind !== 'scalar') return undefined
  if (!NARROW.has(field.scalar)) return value instanceof Uint ? value.value : value
  return Number(value instanceof Uint ? value.value : value)
}

const UNSIGNED = new Set([
  ScalarType.UINT32,
  ScalarType.UINT64,
  ScalarType.FIXED32,
  ScalarType.FIXED64,
])
const SIGNED = new Set([
  ScalarType.INT32,
  ScalarType.INT64,
  ScalarType.SINT32,
  ScalarType.SINT64,
  ScalarType.SFIXED32,
  ScalarType.SFIXED64,
])
/** Held as numbers by the protobuf library; the 64-bit ones are bigints. */
const NARROW = new Set([
  ScalarType.INT32,
  ScalarType.SINT32,
  ScalarType.SFIXED32,
  ScalarType.UINT32,
  ScalarType.FIXED32,
])
