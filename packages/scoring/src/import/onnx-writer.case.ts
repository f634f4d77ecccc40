import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

/** Attributes by their names: lists of whole numbers, of floats (`{ floats }`), of texts, or one. */
export type Attributes = Readonly<
  Record<string, number | string | readonly number[] | readonly string[] | { floats: number[] }>
>

export interface WrittenOperator {
  readonly type: string
  readonly inputs?: readonly string[]
  readonly outputs?: readonly string[]
  readonly attributes?: Attributes
}

/** An ONNX file with these operators over one input `x`, to try what no exporter would write. */
export function onnxFile(operators: readonly WrittenOperator[], elementType = 1): Uint8Array {
  const graph = (to: BinaryWriter) => {
    for (const operator of operators) inner(to, 1, (own) => operatorTo(own, operator))
    inner(to, 11, (input) => {
      input.tag(1, WireType.LengthDelimited).string('x')
      inner(input, 2, (type) =>
        inner(type, 1, (tensor) => void tensor.tag(1, WireType.Varint).int32(elementType)),
      )
    })
  }
  const file = new BinaryWriter()
  file.tag(1, WireType.Varint).int64(8n)
  inner(file, 7, graph)
  return file.finish()
}

function inner(to: BinaryWriter, field: number, write: (own: BinaryWriter) => void): void {
  to.tag(field, WireType.LengthDelimited).fork()
  write(to)
  to.join()
}

function operatorTo(to: BinaryWriter, operator: WrittenOperator): void {
  const { type, inputs = ['x'], outputs = ['y'], attributes = {} } = operator
  for (const name of inputs) to.tag(1, WireType.LengthDelimited).string(name)
  for (const name of outputs) to.tag(2, WireType.LengthDelimited).string(name)
  to.tag(4, WireType.LengthDelimited).string(type)
  for (const [name, value] of Object.entries(attributes)) {
    inner(to, 5, (own) => {
      own.tag(1, WireType.LengthDelimited).string(name)
      if (typeof value === 'number') own.tag(3, WireType.Varint).int64(BigInt(value))
      else if (typeof value === 'string') own.tag(4, WireType.LengthDelimited).string(value)
      else if ('floats' in value) {
        for (const each of value.floats) own.tag(7, WireType.Bit32).float(each)
      } else {
        for (const each of value) {
          if (typeof each === 'number') own.tag(8, WireType.Varint).int64(BigInt(each))
          else own.tag(9, WireType.LengthDelimited).string(each)
        }
      }
    })
  }
}
