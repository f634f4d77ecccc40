/**
 * As much of an assembler for WebAssembly as the kernels of training need (WebAssembly Core
 * Specification 2.0, chapter 5, "Binary Format"). A loop over typed arrays checks each access and
 * has no vectors: the same sums took three times as long in JavaScript.
 */

/** Instructions as the bytes that they are written as. */
export type Code = readonly number[]

/** `\0asm`, version 1. */
const MAGIC: Code = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
const I32 = 0x7f
const V128 = 0x7b

/** A function of whole numbers (addresses and counts, all of 32 bits). */
export interface Kernel {
  readonly name: string
  readonly parameters: number
  /** Beside the parameters, numbered after them: whole numbers first, then pairs of doubles. */
  readonly locals: { readonly numbers: number; readonly pairs: number }
  readonly returnsNumber: boolean
  readonly body: Code
}

/** @returns a module that imports its memory as `ground.memory` and exports the kernels by name */
export function assemble(kernels: readonly Kernel[]): Uint8Array<ArrayBuffer> {
  const types = kernels.map(({ parameters, returnsNumber }) => [
    0x60,
    ...list(Array.from({ length: parameters }, () => [I32])),
    ...list(returnsNumber ? [[I32]] : []),
  ])
  const memory = [...text('ground'), ...text('memory'), 0x02, 0x00, ...unsigned(1)]
  const exports = kernels.map(({ name }, at) => [...text(name), 0x00, ...unsigned(at)])
  const codes = kernels.map(({ locals, body }) => {
    const code = [
      ...list([
        [...unsigned(locals.numbers), I32],
        [...unsigned(locals.pairs), V128],
      ]),
      ...body,
      0x0b,
    ]
    return [...unsigned(code.length), ...code]
  })
  return Uint8Array.from([
    ...MAGIC,
    ...section(1, types),
    ...section(2, [memory]),
    ...section(
      3,
      kernels.map((_, at) => unsigned(at)),
    ),
    ...section(7, exports),
    ...section(10, codes),
  ])
}

/** One after the other, as a line of a kernel. */
export const chain = (...codes: readonly Code[]): Code => codes.flat()
export const get = (local: number): Code => [0x20, ...unsigned(local)]
export const set = (local: number): Code => [0x21, ...unsigned(local)]
/** Sets it and leaves the value on the stack. */
export const tee = (local: number): Code => [0x22, ...unsigned(local)]
export const constant = (value: number): Code => [0x41, ...signed(value)]
export const add: Code = [0x6a]
export const subtract: Code = [0x6b]
export const multiply: Code = [0x6c]
export const shiftLeft = (bits: number): Code => [...constant(bits), 0x74]

/** Of what is at the address on the stack, `offset` bytes further. */
export const loadByte: Code = [0x2d, 0, 0]
export const load = (offset = 0): Code => [0x28, 2, ...unsigned(offset)]
export const store = (offset = 0): Code => [0x36, 2, ...unsigned(offset)]
/** A pair of doubles, or four whole numbers. */
export const loadPair = (offset = 0): Code => [0xfd, 0x00, 3, ...unsigned(offset)]
export const storePair = (offset = 0): Code => [0xfd, 0x0b, 3, ...unsigned(offset)]
export const addPairs: Code = [0xfd, ...unsigned(0xf0)]
export const subtractPairs: Code = [0xfd, ...unsigned(0xf1)]
export const subtractFours: Code = [0xfd, ...unsigned(0xb1)]

/** Does `body`, which moves the local `at` on, as long as that is below the local `end`. */
export function whileBelow(at: number, end: number, body: Code): Code {
  const isBelow = [...get(at), ...get(end), 0x49]
  // A block to leave at once when there is nothing to do, and in it the loop.
  return [
    0x02,
    0x40,
    ...isBelow,
    0x45,
    0x0d,
    0,
    0x03,
    0x40,
    ...body,
    ...isBelow,
    0x0d,
    0,
    0x0b,
    0x0b,
  ]
}

function section(id: number, entries: readonly Code[]): Code {
  const content = list(entries)
  return [id, ...unsigned(content.length), ...content]
}

function list(entries: readonly Code[]): Code {
  return [...unsigned(entries.length), ...entries.flat()]
}

function text(name: string): Code {
  return list(Array.from(name, (letter) => [letter.charCodeAt(0)]))
}

/** LEB128. */
function unsigned(value: number): Code {
  const bytes: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest]
    bytes.push((rest & 0x7f) | 0x80)
  }
}

function signed(value: number): Code {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7) {
    if (rest >= -0x40 && rest < 0x40) return [...bytes, rest & 0x7f]
    bytes.push((rest & 0x7f) | 0x80)
  }
}
