/** An explanation costs the square of it. */
export const DEPTH_MAX = 512

export type Read<Model> =
  | { readonly ok: true; readonly model: Model }
  | { readonly ok: false; readonly issue: string }

class Malformed extends Error {}

/** What is read from a file that somebody brings is refused with the first thing that is wrong. */
export function refuse(what: string): never {
  throw new Malformed(`the model is malformed: ${what}`)
}

/** @param read throws by `refuse` what does not fit */
export function readDocument<Model>(text: string, read: (document: unknown) => Model): Read<Model> {
  try {
    return { ok: true, model: read(JSON.parse(text)) }
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, issue: 'the model is not JSON' }
    if (error instanceof Malformed) return { ok: false, issue: error.message }
    throw error
  }
}

export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(document: unknown, what: string): Fields {
  const isObject = typeof document === 'object' && document !== null && !Array.isArray(document)
  return isObject ? (document as Fields) : refuse(`${what} is no object`)
}

export function listOf(document: unknown, max: number, what: string): readonly unknown[] {
  return Array.isArray(document) && document.length <= max ? document : refuse(what)
}

export function finite(value: unknown, what: string): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : refuse(what)
}

export function numbers(document: unknown, max: number, what: string): Float64Array {
  return Float64Array.from(listOf(document, max, what), (value) => finite(value, what))
}

/** Whole numbers from 0 on. */
export function whole(document: unknown, max: number, what: string): Int32Array {
  const values = numbers(document, max, what)
  return values.every((value) => Number.isInteger(value) && value >= 0)
    ? Int32Array.from(values)
    : refuse(what)
}

/**
 * Whether nodes hang together as one tree: a child stands behind its parent and has one only, so
 * every walk ends, and soon.
 *
 * @param left child of each inner node: the place of another, or `~` of that of a leaf
 */
export function checkChildren(left: Int32Array, right: Int32Array, at: number): void {
  const { length } = left
  const depths = new Int32Array(length)
  const seen = new Uint8Array(length * 2 + 1)
  for (let node = 0; node < length; node++) {
    for (const child of [left[node]!, right[node]!]) {
      const isFit = child < 0 ? ~child <= length : child > node && child < length
      const place = child < 0 ? length + ~child : child
      if (!isFit || seen[place] === 1) refuse(`a child in tree ${at}`)
      seen[place] = 1
      if (child >= 0 && (depths[child] = depths[node]! + 1) >= DEPTH_MAX) {
        refuse(`tree ${at} is more than ${DEPTH_MAX} nodes deep`)
      }
    }
  }
}
