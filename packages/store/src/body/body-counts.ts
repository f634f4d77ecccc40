import { type ValueOrder, OrderCounter } from './value-orders.ts'
import { takeApart } from './json-pieces.ts'

/** Bounds of what a model learns; what does not fit is written out in full. */
const FRAMES_MAX = 4000
const VALUES_PER_FRAME_MAX = 250
const NEXT_PER_FRAME_MAX = 250
/** Places of a text that have a table of their own: dates and ids have a fixed layout. */
export const PLACES_MAX = 160
/** A copied value shorter than this is cheaper written out. */
export const COPY_CHARACTERS_MIN = 4
export const COPIES_MAX = 256

/** Characters by how often they stood somewhere; 256 is the end of the text. */
export type CharacterCounts = Record<string, number>

/** What bodies look like: everything a model is built from. Plain JSON. */
export interface BodyCounts {
  /** Frames 0 and 1 stand for "before the event" and "before the decision". */
  readonly frames: string[]
  /** By frame: frames that follow, how often. */
  readonly next: [frame: number, count: number][][]
  /** By frame: values that follow, how often. */
  readonly values: [value: string, count: number][][]
  /** By frame: values written out and copied. */
  readonly literals: number[]
  readonly copies: number[]
  /** By frame: characters of values written out, by place. */
  readonly places: CharacterCounts[][]
  /** Frames whose values come in an order. `undefined`: nobody looked for them, nothing expects them. */
  readonly orders?: ValueOrder[]
}

/** A body as the codec sees it: latin1 text of event and decision, and values known beforehand. */
export interface BodyText {
  readonly event: string
  readonly decision: string
  readonly known: readonly string[]
}

export const START_EVENT = 0
export const START_DECISION = 1

/** Samples between two pauses: a few milliseconds. */
const SAMPLES_PER_STEP = 8

/**
 * Counts samples twice: first which values are frequent, then how the others are spelled. A
 * generator, so that a server can answer requests between its steps. With `isOrdered` it looks for
 * values that come in an order.
 */
export function* countBodies(
  samples: readonly BodyText[],
  isOrdered = false,
): Generator<void, BodyCounts> {
  const frames = ['', '']
  const ids = new Map<string, number>()
  const next: Map<number, number>[] = [new Map(), new Map()]
  const values: Map<string, number>[] = [new Map(), new Map()]

  function idOf(frame: string): number {
    const known = ids.get(frame)
    if (known !== undefined) return known
    if (frames.length >= FRAMES_MAX) return -1
    ids.set(frame, frames.length)
    frames.push(frame)
    next.push(new Map())
    values.push(new Map())
    return frames.length - 1
  }

  yield* eachStep(samples, idOf, (before, frame, value) => {
    if (frame >= 0 && before >= 0) add(next[before]!, frame)
    if (frame >= 0 && value !== undefined) add(values[frame]!, value)
  })
  const totals = values.map((counts) => sum(counts.values()))
  const frequent = values.map((counts) => mostFrequent(counts, VALUES_PER_FRAME_MAX, 3))
  const tables = frequent.map((pairs) => new Set(pairs.map(([value]) => value)))
  const literals = frames.map(() => 0)
  const copies = frames.map(() => 0)
  const places = frames.map((): CharacterCounts[] => [])
  const orders = isOrdered ? new OrderCounter(frequent, totals, samples.length) : undefined
  let body: unknown
  yield* eachStep(samples, idOf, (_before, frame, value, recent) => {
    if (recent !== body) orders?.startBody()
    body = recent
    if (frame < 0 || value === undefined) return
    orders?.add(frame, value)
    if (tables[frame]!.has(value)) return
    if (value.length >= COPY_CHARACTERS_MIN && recent.includes(value)) {
      copies[frame]! += 1
      return
    }
    literals[frame]! += 1
    spell(places[frame]!, value)
    if (recent.length < COPIES_MAX) recent.push(value)
  })
  return {
    frames,
    next: next.map((counts) => mostFrequent(counts, NEXT_PER_FRAME_MAX, 1)),
    values: frequent,
    literals,
    copies,
    places,
    ...(orders !== undefined && { orders: orders.finish() }),
  }
}

type Step = (before: number, frame: number, value: string | undefined, recent: string[]) => void

function* eachStep(
  samples: readonly BodyText[],
  idOf: (frame: string) => number,
  step: Step,
): Generator<void, void> {
  for (const [index, sample] of samples.entries()) {
    if (index % SAMPLES_PER_STEP === 0) yield
    const recent = [...sample.known]
    for (const start of [START_EVENT, START_DECISION]) {
      const { frames, values } = takeApart(start === START_EVENT ? sample.event : sample.decision)
      let before = start
      for (const [index, text] of frames.entries()) {
        const frame = idOf(text)
        step(before, frame, values[index], recent)
        before = frame
      }
    }
  }
}

function spell(places: CharacterCounts[], value: string): void {
  for (let at = 0; at <= value.length; at += 1) {
    const place = Math.min(at, PLACES_MAX - 1)
    while (places.length <= place) places.push({})
    const counts = places[place]!
    const character = at === value.length ? 256 : value.charCodeAt(at)
    counts[character] = (counts[character] ?? 0) + 1
  }
}

function sum(counts: Iterable<number>): number {
  let all = 0
  for (const count of counts) all += count
  return all
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function mostFrequent<Key>(
  counts: Map<Key, number>,
  limit: number,
  least: number,
): [Key, number][] {
  return [...counts]
    .filter(([, count]) => count >= least)
    .sort((left, right) => right[1] - left[1])
    .slice(0, limit)
}
