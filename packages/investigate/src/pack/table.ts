import { INK, PAGE, type Sheet, SIZE, type Style, TEXT_WIDTH } from './page.ts'

export interface Column {
  readonly title: string
  /** Share of the width; all of a table come to 1. */
  readonly share: number
  readonly style?: Style
}

const GAP = 9
const PAD = 4.2
const HEAD: Style = { face: 'strong', size: SIZE.tiny, color: INK.muted, spacing: 0.35 }
/** A row higher than this is cut: no page could hold it. */
const ROW_HEIGHT_MAX = 600

/** Rows with a fine line between them; the head is there again on every page. */
export function drawTable(
  sheet: Sheet,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): void {
  const widths = columns.map(({ share }) => share * TEXT_WIDTH)
  const starts = widths.map((_, at) => PAGE.left + sum(widths.slice(0, at)))
  const inner = (at: number) => widths[at]! - (at === widths.length - 1 ? 0 : GAP)
  const styleOf = (at: number): Style => ({ size: SIZE.table, ...columns[at]!.style })
  const heightOf = (row: readonly string[]) =>
    Math.min(
      ROW_HEIGHT_MAX,
      Math.max(...row.map((text, at) => sheet.height(text, inner(at), styleOf(at)))) + 2 * PAD,
    )

  function drawHead(): void {
    for (const [at, { title }] of columns.entries()) {
      sheet.put(title.toUpperCase(), starts[at]!, sheet.y, widths[at]!, HEAD)
    }
    sheet.y += sheet.height('X', TEXT_WIDTH, HEAD) + 2
    sheet.rule(sheet.y, INK.accent)
  }

  const first = rows[0]
  sheet.need(30 + (first === undefined ? 0 : heightOf(first)))
  drawHead()
  for (const row of rows) {
    const height = heightOf(row)
    if (sheet.need(height)) drawHead()
    for (const [at, text] of row.entries()) {
      sheet.put(text, starts[at]!, sheet.y + PAD, inner(at), styleOf(at))
    }
    sheet.y += height
    sheet.rule(sheet.y)
  }
  sheet.y += 10
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
