import { OUTCOMES } from '@gatehouse/contract'
import { FIGURES, type Figure, type Figures, type Shares } from './priced-order.ts'

/** Orders in cells between neighbouring levels. */
export interface GridOrders {
  /** Trust scores at which thresholds may stand, ascending; the first is 0. */
  readonly levels: Float64Array
  /** Place of the level below which orders are challenged, where those are not reviewed; 0: none is. */
  readonly challenge: number
  /** `cellOf` each order. */
  readonly cells: Uint16Array
}

/** Where the thresholds stand, as places in `levels`: `reject <= submit`. */
export interface Place {
  readonly reject: number
  readonly submit: number
}

/** A figure of every pair of thresholds: the sum of a part for each of the two. */
export interface FigureParts {
  readonly ofReject: Float64Array
  readonly ofSubmit: Float64Array
}
export type ProfitGrid = Readonly<Record<Figure, FigureParts>>

const BANDS = { approve: 0, challenge: 1, review: 2, decline: 3 } as const

/**
 * Adds orders up in one pass, for all pairs of thresholds at once: what is declined ends where
 * reviews begin, so a figure of a pair is a part that depends on the one threshold and a part that
 * depends on the other.
 *
 * @param times how often each order counts; once when absent
 */
export function profitGrid<Wanted extends Figure>(
  { levels, challenge, cells }: GridOrders,
  { figures, values }: Shares<Wanted>,
  times?: Uint8Array,
): Pick<ProfitGrid, Wanted> {
  const bands = OUTCOMES.length
  const width = figures.length * bands
  /** By cell, figure and band. */
  const sums = new Float64Array((levels.length + 1) * width)
  for (let order = 0; order < cells.length; order++) {
    const count = times === undefined ? 1 : times[order]!
    if (count === 0) continue
    const row = cells[order]! * width
    const from = order * width
    for (let at = 0; at < width; at++) sums[row + at]! += count * values[from + at]!
  }
  for (let at = width; at < sums.length; at++) sums[at]! += sums[at - width]!
  const last = levels.length
  return Object.fromEntries(
    figures.map((figure, index) => {
      const upTo = (band: number, cell: number) => sums[cell * width + index * bands + band]!
      const ofReject = levels.map((_, at) => upTo(BANDS.decline, at) - upTo(BANDS.review, at))
      const ofSubmit = levels.map((_, at) => {
        const end = Math.max(at, challenge)
        const challenged = upTo(BANDS.challenge, end) - upTo(BANDS.challenge, at)
        const approved = upTo(BANDS.approve, last) - upTo(BANDS.approve, end)
        return upTo(BANDS.review, at) + challenged + approved
      })
      return [figure, { ofReject, ofSubmit }]
    }),
  ) as Pick<ProfitGrid, Wanted>
}

export function figureAt({ ofReject, ofSubmit }: FigureParts, { reject, submit }: Place): number {
  return ofReject[reject]! + ofSubmit[submit]!
}

export function figuresAt(grid: ProfitGrid, place: Place): Figures {
  return Object.fromEntries(
    FIGURES.map((figure) => [figure, figureAt(grid[figure], place)]),
  ) as unknown as Figures
}

/**
 * How many levels a trust score reaches: it is below the level at `place` where this is `place` or
 * less.
 *
 * @param levels ascending, the first is 0
 */
export function cellOf(trust: number, levels: Float64Array): number {
  let low = 0
  let high = levels.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (levels[middle]! <= trust) low = middle + 1
    else high = middle
  }
  return low
}
