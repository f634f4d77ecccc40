import { type BodyCounts, START_DECISION } from './body-counts.ts'
import { FRAME_ID_BITS, nextTable, OTHER_FRAME, UNKNOWN_FRAME } from './body-symbols.ts'
import { hashBytes } from './byte-runs.ts'
import { NO_PIECE, PieceIndex } from './piece-index.ts'
import { symbolCode } from './range-coder.ts'
import type { Spelling } from './spelling.ts'
import type { Workspace } from './workspace.ts'

/** Frames are one group of pieces. */
const FRAMES = 0

/** Codes of frames by their text. */
export class FrameCodes {
  /** By text: the frame. */
  readonly #index: PieceIndex
  /** Of a follower, by `pairOf(before, frame)`. */
  readonly #nextCodes = new Map<number, number>()
  /** By frame: that none of the usual followers comes. */
  readonly #otherCodes: Int32Array
  readonly #spelling: Spelling

  constructor(counts: BodyCounts, spelling: Spelling) {
    const tables = counts.next.map(nextTable)
    this.#index = new PieceIndex(
      counts.frames.flatMap((text, frame) =>
        frame > START_DECISION ? [{ group: FRAMES, text, number: frame }] : [],
      ),
    )
    for (const [before, pairs] of counts.next.entries()) {
      for (const [index, [frame]] of pairs.entries()) {
        this.#nextCodes.set(pairOf(before, frame), tables[before]!.codeOf(index + 1))
      }
    }
    this.#otherCodes = Int32Array.from(tables, (table) => table.codeOf(OTHER_FRAME))
    this.#spelling = spelling
  }

  /** Adds the code of the frame `work.text[start..end]` and answers which one that is. */
  add(work: Workspace, before: number, start: number, end: number): number {
    const hash = hashBytes(work.view, start, end)
    const piece = this.#index.find(FRAMES, hash, work.view, start, end)
    const frame = piece === NO_PIECE ? UNKNOWN_FRAME : this.#index.numberOf(piece)
    if (before !== UNKNOWN_FRAME) {
      const code = this.#nextCodes.get(pairOf(before, frame))
      if (code !== undefined) {
        work.addCode(code)
        return frame
      }
      work.addCode(this.#otherCodes[before]!)
    }
    // Frame ids 0 and 1 never follow anything: 0 says that the frame is written out.
    work.addCode(symbolCode(frame === UNKNOWN_FRAME ? 0 : frame, 1, FRAME_ID_BITS))
    if (frame === UNKNOWN_FRAME) this.#spelling.add(work, UNKNOWN_FRAME, start, end)
    return frame
  }
}

/** No pair has an unknown frame, which makes it negative. */
function pairOf(before: number, frame: number): number {
  return (before << FRAME_ID_BITS) | frame
}
