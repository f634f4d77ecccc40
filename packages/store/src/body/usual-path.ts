import type { BodyCounts } from './body-counts.ts'
import { FIRST_VALUE, nextTable, OTHER_FRAME, valueTable } from './body-symbols.ts'
import { PADDING, viewOf } from './byte-runs.ts'
import { isWordPart } from './json-pieces.ts'
import { isWhole } from './value-orders.ts'

/** No step: nothing is expected here. */
export const NO_STEP = -1

/**
 * What bodies say nearly always, written out: behind each frame its most frequent follower and
 * that one's most frequent value, and so on. One comparison with it covers as many steps of a body
 * as go as usual.
 *
 * A follower is on the path only if a value always comes after it, that is if it ends in a colon:
 * then it is told from the text alone.
 */
export interface UsualPath {
  readonly text: DataView
  /** By frame: the step that is expected behind it, or `NO_STEP`. */
  readonly stepAfter: Int32Array
  /** By step, and one more behind the last: where its text starts. */
  readonly starts: Int32Array
  /** Where its value starts and ends. A step without a value ends nowhere. */
  readonly valueStarts: Int32Array
  readonly valueEnds: Int32Array
  /** Where the text ends that can be compared on without a gap. */
  readonly runEnds: Int32Array
  /** The frame that it leads to, and the codes of that frame and of the value. */
  readonly frames: Int32Array
  readonly frameCodes: Int32Array
  readonly valueCodes: Int32Array
  /** 1 if its value goes on when a letter or digit follows. */
  readonly isWord: Uint8Array
}

const NOWHERE = 2 ** 31 - 1

export function layUsualPath(counts: BodyCounts): UsualPath {
  const steps = stepsOf(counts)
  const byStep = () => new Int32Array(steps.length + 1).fill(NOWHERE)
  const [starts, valueStarts, valueEnds, runEnds] = [byStep(), byStep(), byStep(), byStep()]
  const [frames, frameCodes, valueCodes] = [byStep(), byStep(), byStep()]
  const isWord = new Uint8Array(steps.length + 1)
  const stepAfter = new Int32Array(counts.frames.length).fill(NO_STEP)
  let text = ''
  for (const [step, { before, frame, piece, value }] of steps.entries()) {
    stepAfter[before] = step
    starts[step] = text.length
    frames[step] = frame
    // The first follower and the first value.
    frameCodes[step] = nextTable(counts.next[before]!).codeOf(OTHER_FRAME + 1)
    text += piece
    valueStarts[step] = text.length
    if (value !== null) {
      text += value
      valueEnds[step] = text.length
      valueCodes[step] = valueTable(counts, frame).codeOf(FIRST_VALUE)
      isWord[step] = value.startsWith('"') ? 0 : 1
    }
    runEnds[step] = text.length
  }
  for (let step = steps.length - 2; step >= 0; step -= 1) {
    if (leadsOn(steps[step]!, steps[step + 1]!)) runEnds[step] = runEnds[step + 1]!
  }
  return {
    text: viewOf(Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(PADDING)])),
    stepAfter,
    starts,
    valueStarts,
    valueEnds,
    runEnds,
    frames,
    frameCodes,
    valueCodes,
    isWord,
  }
}

interface Step {
  readonly before: number
  readonly frame: number
  readonly piece: string
  /** `null`: none that can be told by comparing. */
  readonly value: string | null
}

/** Steps in the order of the bodies themselves: the next one is nearly always the neighbour. */
function stepsOf(counts: BodyCounts): Step[] {
  const steps: Step[] = []
  // What is expected there depends on the value before.
  const ordered = new Set(counts.orders?.map(({ frame }) => frame))
  const isTaken = counts.frames.map(() => false)
  for (const start of counts.frames.keys()) {
    let before: number | undefined = start
    while (before !== undefined && !isTaken[before]) {
      isTaken[before] = true
      const frame: number | undefined = counts.next[before]?.[0]?.[0]
      const piece = frame === undefined ? '' : counts.frames[frame]!
      if (frame === undefined || !piece.endsWith(':') || piece.includes('\0')) break
      steps.push({
        before,
        frame,
        piece,
        value: ordered.has(frame) ? null : usualValue(counts, frame),
      })
      before = frame
    }
  }
  return steps
}

function usualValue(counts: BodyCounts, frame: number): string | null {
  const value = counts.values[frame]?.[0]?.[0]
  if (value === undefined || value.includes('\0')) return null
  return isWhole(value) ? value : null
}

/** Whether the text may be compared on into the next step. */
function leadsOn({ frame, value }: Step, next: Step): boolean {
  if (next.before !== frame || value === null) return false
  return value.startsWith('"') || !isWordPart(next.piece.charCodeAt(0))
}
