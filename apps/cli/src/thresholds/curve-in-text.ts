import type { ThresholdAnswer } from '@gatehouse/contract'
import { number } from '../text-table.ts'

type Curve = ThresholdAnswer['decline_curve']

/** Heights of one eighth, two eighths ... of a line. */
const EIGHTHS = ' ▁▂▃▄▅▆▇█'
const LINES = 6
/** Two points of trust each. */
const COLUMNS = 51

/** A curve of profit over trust in lines of text, with where two thresholds stand. */
export function curveInText(
  curve: Curve,
  { today, best }: { readonly today: number; readonly best: number },
): string {
  const step = 100 / (COLUMNS - 1)
  const columns = Array.from({ length: COLUMNS }, (_, at) => nearest(curve, at * step).profit)
  const top = Math.max(...curve.map(({ profit }) => profit), 0)
  // Stopping everybody costs so much that the rest would be a flat line.
  const bottom = Math.max(Math.min(...columns, 0), top > 0 ? -top : -Infinity)
  const heightOf = (profit: number) =>
    top === bottom ? 0 : Math.round(((profit - bottom) / (top - bottom)) * LINES * 8)
  const labels = [number(top), ...Array.from({ length: LINES - 2 }, () => ''), number(bottom)]
  const width = Math.max(...labels.map(({ length }) => length))
  const lines = labels.map((label, line) => {
    const floor = (LINES - 1 - line) * 8
    const cells = columns.map(
      (profit) => EIGHTHS[Math.min(8, Math.max(0, heightOf(profit) - floor))]!,
    )
    return `  ${label.padStart(width)} |${cells.join('').trimEnd()}`
  })
  const marks = Array.from({ length: COLUMNS }, () => ' ')
  marks[Math.round(today / step)] = 'T'
  marks[Math.round(best / step)] = best === today ? '*' : 'B'
  const pad = ' '.repeat(width + 3)
  const key = best === today ? `* today and best ${best}` : `T today ${today}   B best ${best}`
  return [
    ...lines,
    `${pad}+${'-'.repeat(COLUMNS)}`,
    `${pad} ${marks.join('').trimEnd()}   ${key}`,
    `${pad} 0${'50'.padStart(COLUMNS / 2)}${'100'.padStart(COLUMNS / 2 + 1)}  trust`,
  ].join('\n')
}

function nearest(curve: Curve, level: number): Curve[number] {
  return curve.reduce((best, point) =>
    Math.abs(point.level - level) < Math.abs(best.level - level) ? point : best,
  )
}
