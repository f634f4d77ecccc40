/** Values between `low` and `high` as places down a panel. */
export interface Scale {
  readonly low: number
  readonly high: number
  y(value: number): number
}

/** A panel of a picture: trust scores from left to right. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly width: number
  readonly height: number
  /** @param level 0 to 100 */
  x(level: number): number
  scale(low: number, high: number): Scale
}

export function box(left: number, top: number, width: number, height: number): Box {
  return {
    left,
    top,
    right: left + width,
    bottom: top + height,
    width,
    height,
    x: (level) => tenth(left + (level / 100) * width),
    scale: (low, high) => ({
      low,
      high,
      y: (value) => tenth(top + height - ((value - low) / (high - low)) * height),
    }),
  }
}

export interface TextStyle {
  readonly fill?: string
  readonly size?: number
  readonly weight?: number
  readonly anchor?: 'start' | 'middle' | 'end'
}

export function text(x: number, y: number, words: string, style: TextStyle = {}): string {
  const { fill, size, weight, anchor } = style
  const attributes = [
    fill === undefined ? '' : ` fill="${fill}"`,
    size === undefined ? '' : ` font-size="${size}"`,
    weight === undefined ? '' : ` font-weight="${weight}"`,
    anchor === undefined ? '' : ` text-anchor="${anchor}"`,
  ].join('')
  return `<text x="${tenth(x)}" y="${tenth(y)}"${attributes}>${escaped(words)}</text>`
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: string): string {
  return `<path d="M${tenth(x1)} ${tenth(y1)}L${tenth(x2)} ${tenth(y2)}" ${attributes}/>`
}

export function path(points: readonly (readonly [number, number])[], attributes: string): string {
  return `<path d="M${points.map(([x, y]) => `${x} ${y}`).join('L')}" ${attributes}/>`
}

/** Round numbers within a range, some `count` of them: steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10)
  const first = Math.ceil(low / step)
  const last = Math.floor(high / step)
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step)
}

export function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/** More digits than a screen has are noise. */
function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
