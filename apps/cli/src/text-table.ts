/** One cell; numbers stand to the right. */
export type Cell = string | { readonly right: string }

export function right(text: string): Cell {
  return { right: text }
}

/** Rows in columns, two spaces between them and in front. The first row is the head. */
export function textTable(rows: readonly (readonly Cell[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, textOf(cell).length)
    }
  }
  return rows
    .map((row) => row.map((cell, column) => padded(cell, widths[column]!)).join('  '))
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.right
}

function padded(cell: Cell, width: number): string {
  return typeof cell === 'string' ? cell.padEnd(width) : cell.right.padStart(width)
}

/** `12,345` or `12,345.60`; what rounds to nothing has no sign. */
export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: 'negative',
  }).format(value)
}

/** 0.0512 as `5.1 %`. */
export function percentage(share: number, digits = 1): string {
  return `${number(share * 100, digits)} %`
}

/** `1 rule`, `2 rules`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
