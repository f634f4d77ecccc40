import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { NODES_MAX, unreadable } from './foreign-model.ts'

/** What is read of an ONNX file: the graph's operators, and the types of its inputs. */
export interface OnnxGraph {
  readonly producer: string
  readonly operators: readonly OnnxOperator[]
  /** Element type of each input, as `TensorProto.DataType` counts them; 0: no tensor. */
  readonly inputs: ReadonlyMap<string, number>
}

export interface OnnxOperator {
  readonly type: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, OnnxAttribute>
}

/** One of them is filled. */
export interface OnnxAttribute {
  readonly text: string | null
  readonly integer: number | null
  readonly texts: readonly string[]
  readonly integers: readonly number[]
  readonly floats: readonly number[]
}

export const FLOAT = 1
export const DOUBLE = 11

/** Some lists of a tree stand in it once for each node and class. */
const VALUES_MAX = NODES_MAX * 4
const OPERATORS_MAX = 1000

/**
 * Reads the protobuf of ONNX as far as trees need it (onnx.proto3, the numbers of its fields). What
 * is not asked for is stepped over.
 * @throws Unreadable
 */
export function readOnnxFile(bytes: Uint8Array): OnnxGraph {
  try {
    return modelOf(new BinaryReader(bytes))
  } catch (error) {
    // The reader says that it came to the end too early, or met what is no field, with plain errors.
    if (error instanceof RangeError || (error as Error).constructor === Error) {
      return unreadable(`it is no whole ONNX file: ${(error as Error).message}`)
    }
    throw error
  }
}

type Read = (reader: BinaryReader, wire: WireType) => void

/** Goes through the fields of one message. */
function fields(reader: BinaryReader, table: Readonly<Record<number, Read>>): void {
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag()
    const read = table[field]
    if (read === undefined) reader.skip(wire, field)
    else read(reader, wire)
  }
}

function message(reader: BinaryReader, wire: WireType): BinaryReader {
  if (wire !== WireType.LengthDelimited) throw new Error('a message is of another type')
  return new BinaryReader(reader.bytes())
}

function text(reader: BinaryReader, wire: WireType): string {
  if (wire !== WireType.LengthDelimited) throw new Error('a text is of another type')
  return reader.string()
}

function modelOf(reader: BinaryReader): OnnxGraph {
  let producer = ''
  let graph: Omit<OnnxGraph, 'producer'> | null = null
  fields(reader, {
    2: (each, wire) => void (producer = text(each, wire)),
    7: (each, wire) => void (graph = graphOf(message(each, wire))),
  })
  return graph === null
    ? unreadable('it is no ONNX file: it has no graph')
    : { producer, ...(graph as Omit<OnnxGraph, 'producer'>) }
}

function graphOf(reader: BinaryReader): Omit<OnnxGraph, 'producer'> {
  const operators: OnnxOperator[] = []
  const inputs = new Map<string, number>()
  fields(reader, {
    1: (each, wire) => {
      if (operators.length === OPERATORS_MAX) unreadable(`it has over ${OPERATORS_MAX} operators`)
      operators.push(operatorOf(message(each, wire)))
    },
    11: (each, wire) => {
      const input = inputOf(message(each, wire))
      inputs.set(input.name, input.type)
    },
  })
  return { operators, inputs }
}

/** `ValueInfoProto`: the type is that of `type.tensor_type.elem_type`. */
function inputOf(reader: BinaryReader): { readonly name: string; readonly type: number } {
  let name = ''
  let type = 0
  fields(reader, {
    1: (each, wire) => void (name = text(each, wire)),
    2: (outer, outerWire) =>
      fields(message(outer, outerWire), {
        1: (inner, innerWire) =>
          fields(message(inner, innerWire), { 1: (each) => void (type = each.int32()) }),
      }),
  })
  return { name, type }
}

function operatorOf(reader: BinaryReader): OnnxOperator {
  let type = ''
  const inputs: string[] = []
  const outputs: string[] = []
  const attributes = new Map<string, OnnxAttribute>()
  fields(reader, {
    1: (each, wire) => void inputs.push(text(each, wire)),
    2: (each, wire) => void outputs.push(text(each, wire)),
    4: (each, wire) => void (type = text(each, wire)),
    5: (each, wire) => {
      const [name, attribute] = attributeOf(message(each, wire))
      if (attributes.has(name)) unreadable(`\`${type}\` has the attribute \`${name}\` twice`)
      attributes.set(name, attribute)
    },
  })
  return { type, inputs, outputs, attributes }
}

function attributeOf(reader: BinaryReader): [string, OnnxAttribute] {
  let name = ''
  let single: string | null = null
  let integer: number | null = null
  const texts: string[] = []
  const integers: number[] = []
  const floats: number[] = []
  fields(reader, {
    1: (each, wire) => void (name = text(each, wire)),
    3: (each, wire) => void (integer = repeated(each, wire, WireType.Varint, whole)[0] ?? null),
    4: (each, wire) => void (single = text(each, wire)),
    5: (each, wire) => put(floats, tensorOf(message(each, wire))),
    7: (each, wire) =>
      put(
        floats,
        repeated(each, wire, WireType.Bit32, (one) => one.float()),
      ),
    8: (each, wire) => put(integers, repeated(each, wire, WireType.Varint, whole)),
    9: (each, wire) => put(texts, [text(each, wire)]),
  })
  return [name, { text: single, integer, texts, integers, floats }]
}

/** `TensorProto` of doubles or floats, in its own list or as bytes: what trees of 64 bits use. */
function tensorOf(reader: BinaryReader): number[] {
  let type = 0
  let raw: Uint8Array | null = null
  const values: number[] = []
  fields(reader, {
    2: (each) => void (type = each.int32()),
    4: (each, wire) =>
      put(
        values,
        repeated(each, wire, WireType.Bit32, (one) => one.float()),
      ),
    9: (each) => void (raw = each.bytes()),
    10: (each, wire) =>
      put(
        values,
        repeated(each, wire, WireType.Bit64, (one) => one.double()),
      ),
  })
  if (type !== FLOAT && type !== DOUBLE) return unreadable('a tensor is not of floating numbers')
  if (raw === null) return values
  const inner = new BinaryReader(raw)
  while (inner.pos < inner.len) values.push(type === FLOAT ? inner.float() : inner.double())
  return values
}

/** A list stands there value by value, or in one piece. */
function repeated(
  reader: BinaryReader,
  wire: WireType,
  own: WireType,
  read: (reader: BinaryReader) => number,
): number[] {
  if (wire === own) return [read(reader)]
  const inner = message(reader, wire)
  const values: number[] = []
  while (inner.pos < inner.len) {
    if (values.length === VALUES_MAX) unreadable('a list of it is too long')
    values.push(read(inner))
  }
  return values
}

function whole(reader: BinaryReader): number {
  return Number(reader.int64())
}

function put<Value>(into: Value[], values: readonly Value[]): void {
  if (into.length + values.length > VALUES_MAX) unreadable('a list of it is too long')
  for (const value of values) into.push(value)
}
