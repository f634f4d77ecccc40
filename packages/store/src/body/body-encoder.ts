import { type BodyCounts, START_DECISION, START_EVENT } from './body-counts.ts'
import { sameBytes } from './byte-runs.ts'
import { FrameCodes } from './frame-codes.ts'
import { findScalarByte, SCALAR_START, WORD_PART } from './json-bytes.ts'
import { Spelling } from './spelling.ts'
import { layUsualPath, NO_STEP, type UsualPath } from './usual-path.ts'
import { ValueCodes } from './value-codes.ts'
import { Workspace } from './workspace.ts'

const NO_TEXT = new Uint8Array()

/** One for all models: a body is coded in one go. */
const workspace = new Workspace()

/**
 * Writes bodies by a model: see `BodyModel`. Where a body goes as most do it is compared with what
 * most say, many frames and values at once; only what differs is taken apart. Text is looked at
 * where it stands: nothing is cut out of it.
 */
export class BodyEncoder {
  readonly #work = workspace
  readonly #path: UsualPath
  readonly #frames: FrameCodes
  readonly #values: ValueCodes

  constructor(counts: BodyCounts) {
    const spelling = new Spelling(counts.places)
    this.#path = layUsualPath(counts)
    this.#frames = new FrameCodes(counts, spelling)
    this.#values = new ValueCodes(counts, spelling)
  }

  /** See `BodyModel.encode`. */
  encode(
    event: Uint8Array,
    decision: Uint8Array | null,
    known: readonly string[],
    headBytes: number,
  ): Buffer | undefined {
    const work = this.#work
    let bytes = event.length + (decision?.length ?? 0)
    for (const value of known) bytes += value.length
    work.clear(known.length + 2, bytes)
    for (const value of known) work.addKnown(value)
    this.#values.startBody()
    if (!this.#addText(START_EVENT, event)) return undefined
    if (!this.#addText(START_DECISION, decision ?? NO_TEXT)) return undefined
    return work.finish(headBytes)
  }

  /** False if there is a zero byte in it. */
  #addText(start: number, bytes: Uint8Array): boolean {
    const work = this.#work
    const path = this.#path
    const { stepAfter, valueStarts, valueEnds, frames } = path
    const startAt = work.addText(bytes)
    const { text, view } = work
    let before = start
    let at = startAt
    let step = stepAfter[before]!
    for (;;) {
      if (step !== NO_STEP) {
        const first = step
        const from = path.starts[first]!
        const runEnd = path.runEnds[first]!
        const reached = from + sameBytes(view, at, path.text, from, runEnd - from)
        const shift = at - from
        step = this.#addSteps(first, reached, text[reached + shift]!)
        if (step > first) {
          before = frames[step - 1]!
          const doneTo = valueEnds[step - 1]!
          at = doneTo + shift
          if (doneTo === runEnd) {
            step = stepAfter[before]!
            continue
          }
        }
        // The frame is the usual one still, its value another.
        const valueStart = valueStarts[step]!
        if (valueStart <= reached && SCALAR_START[text[valueStart + shift]!] === 1) {
          work.addCode(path.frameCodes[step]!)
          before = frames[step]!
          at = this.#values.add(work, before, valueStart + shift)
          step = stepAfter[before]!
          continue
        }
      }
      const found = findScalarByte(text, view, at)
      const isLast = text[found] === 0
      // The last frame has the zero byte behind it: `END` of `json-pieces`.
      before = this.#frames.add(work, before, at, isLast ? found + 1 : found)
      if (isLast) return found === startAt + bytes.length
      at = this.#values.add(work, before, found)
      step = before < 0 ? NO_STEP : stepAfter[before]!
    }
  }

  /**
   * Adds the steps from `first` on that the body goes, which is the same as the path up to
   * `reached`, where it has the byte `next`. Answers the step behind them.
   */
  #addSteps(first: number, reached: number, next: number): number {
    const work = this.#work
    const { starts, valueEnds, frameCodes, valueCodes, isWord } = this.#path
    // A step has two codes, and at least a colon and a character.
    work.makeRoom(reached - starts[first]!)
    const { codes } = work
    let { count } = work
    let step = first
    for (;;) {
      const end = valueEnds[step]!
      // A number is whole if no digit follows; inside of the path another frame does.
      if (end > reached || (end === reached && isWord[step] === 1 && WORD_PART[next] === 1)) break
      codes[count] = frameCodes[step]!
      codes[count + 1] = valueCodes[step]!
      count += 2
      step += 1
    }
    work.count = count
    return step
  }
}
