import type { BoolOperation, Chunk, Planes } from './operation.ts'
import { emptyPlanes } from './operation.ts'

/** `&&` and `||` over 32 rows at a time, with the absorption of `compile/logic.ts`. */
export function logic(kind: 'and' | 'or', parts: readonly BoolOperation[]): BoolOperation {
  const planes = emptyPlanes()
  const run = ({ words }: Chunk): void => {
    copy(parts[0]!.planes, planes, words)
    for (let index = 1; index < parts.length; index++) {
      if (kind === 'and') intersect(planes, parts[index]!.planes, words)
      else unite(planes, parts[index]!.planes, words)
    }
  }
  return { planes, run }
}

function copy(from: Planes, to: Planes, words: number): void {
  for (let word = 0; word < words; word++) {
    to.yes[word] = from.yes[word]!
    to.unknown[word] = from.unknown[word]!
    to.error[word] = from.error[word]!
  }
}

function intersect(into: Planes, other: Planes, words: number): void {
  for (let word = 0; word < words; word++) {
    const unknown = into.unknown[word]! | other.unknown[word]!
    const yes = into.yes[word]! & other.yes[word]!
    const no =
      ~(into.yes[word]! | into.unknown[word]! | into.error[word]!) |
      ~(other.yes[word]! | other.unknown[word]! | other.error[word]!)
    into.yes[word] = yes
    into.unknown[word] = unknown & ~no
    into.error[word] = ~(yes | no | unknown)
  }
}

function unite(into: Planes, other: Planes, words: number): void {
  for (let word = 0; word < words; word++) {
    const unknown = into.unknown[word]! | other.unknown[word]!
    const error = into.error[word]! | other.error[word]!
    const yes = into.yes[word]! | other.yes[word]!
    into.yes[word] = yes
    into.unknown[word] = unknown & ~yes
    into.error[word] = error & ~(yes | unknown)
  }
}

export function not({ planes: operand }: BoolOperation): BoolOperation {
  const planes = emptyPlanes()
  const run = ({ words }: Chunk): void => {
    for (let word = 0; word < words; word++) {
      planes.yes[word] = ~(operand.yes[word]! | operand.unknown[word]! | operand.error[word]!)
      planes.unknown[word] = operand.unknown[word]!
      planes.error[word] = operand.error[word]!
    }
  }
  return { planes, run }
}

/** `test ? yes : no` where both sides are true or false. */
export function choose(test: BoolOperation, yes: BoolOperation, no: BoolOperation): BoolOperation {
  const planes = emptyPlanes()
  const [t, y, n] = [test.planes, yes.planes, no.planes]
  const run = ({ words }: Chunk): void => {
    for (let word = 0; word < words; word++) {
      const first = t.yes[word]!
      const second = ~(first | t.unknown[word]! | t.error[word]!)
      planes.yes[word] = (first & y.yes[word]!) | (second & n.yes[word]!)
      planes.unknown[word] =
        t.unknown[word]! | (first & y.unknown[word]!) | (second & n.unknown[word]!)
      planes.error[word] = t.error[word]! | (first & y.error[word]!) | (second & n.error[word]!)
    }
  }
  return { planes, run }
}
