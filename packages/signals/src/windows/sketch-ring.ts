import { HyperLogLog, rankOf, registerOf, REGISTERS, spread } from './hyper-log-log.ts'

/** Sketches per duration. */
const BUCKETS = 16
const RING = 32
const RING_MASK = RING - 1
/** Sketches kept: a duration, its partly covered oldest one, and a quarter more for late reads. */
const KEPT = BUCKETS + 1 + BUCKETS / 4

/**
 * Estimates how many different values a key had in a sliding duration: one HyperLogLog per
 * sixteenth of it, by event time. The union of the sketches that the window covers, and the one
 * with the oldest, partly covered sketch, are kept merged, so that an event and a read cost a few
 * steps and merging happens once per sixteenth.
 */
export class SketchRing {
  readonly #bucketMs: number
  readonly #numbers = new Float64Array(RING).fill(-Infinity)
  readonly #sketches: (Uint8Array | undefined)[] = Array.from({ length: RING }, () => undefined)
  #latest = -Infinity
  #held = 0
  /** The bucket that the two unions end at. */
  #unionsAt = -Infinity
  readonly #inside = new HyperLogLog()
  readonly #touched = new HyperLogLog()

  constructor(durationMs: number) {
    this.#bucketMs = durationMs / BUCKETS
  }

  get bytes(): number {
    return (this.#held + 2) * REGISTERS + RING * 16
  }

  add(timeMs: number, value: number): void {
    const bucket = Math.floor(timeMs / this.#bucketMs)
    if (bucket <= this.#latest - KEPT) return
    if (bucket > this.#latest) this.#advance(bucket)
    const slot = bucket & RING_MASK
    let sketch = this.#sketches[slot]
    if (sketch === undefined || this.#numbers[slot] !== bucket) {
      sketch = new Uint8Array(REGISTERS)
      this.#sketches[slot] = sketch
      this.#numbers[slot] = bucket
      this.#held += 1
    }
    const hash = spread(value)
    const register = registerOf(hash)
    const rank = rankOf(hash)
    if (rank <= (sketch[register] ?? 0)) return
    sketch[register] = rank
    const age = this.#unionsAt - bucket
    if (age >= 0 && age < BUCKETS) this.#inside.raise(register, rank)
    if (age >= 0 && age <= BUCKETS) this.#touched.raise(register, rank)
  }

  /** Whether the value may have raised its register, so that the sketch must be built anew. */
  dependsOn(timeMs: number, value: number): boolean {
    const bucket = Math.floor(timeMs / this.#bucketMs)
    const slot = bucket & RING_MASK
    const sketch = this.#sketches[slot]
    if (sketch === undefined || this.#numbers[slot] !== bucket) return false
    const hash = spread(value)
    return sketch[registerOf(hash)] === rankOf(hash)
  }

  /** Different values in the duration up to `timeMs`, the oldest sketch counted by its share. */
  estimate(timeMs: number): number {
    const position = timeMs / this.#bucketMs
    const bucket = Math.floor(position)
    if (bucket !== this.#unionsAt) this.#merge(bucket)
    const inside = this.#inside.estimate()
    const touched = this.#touched.estimate()
    return inside + (touched - inside) * (1 - (position - bucket))
  }

  /** What `estimate` would tell if the value had been added at `timeMs`. */
  estimateWith(timeMs: number, value: number): number {
    const position = timeMs / this.#bucketMs
    const bucket = Math.floor(position)
    if (bucket !== this.#unionsAt) this.#merge(bucket)
    const hash = spread(value)
    const inside = this.#inside.estimateWith(registerOf(hash), rankOf(hash))
    const touched = this.#touched.estimateWith(registerOf(hash), rankOf(hash))
    return inside + (touched - inside) * (1 - (position - bucket))
  }

  #advance(bucket: number): void {
    this.#latest = bucket
    for (let slot = 0; slot < RING; slot += 1) {
      if (this.#sketches[slot] === undefined) continue
      if ((this.#numbers[slot] ?? 0) > bucket - KEPT) continue
      this.#sketches[slot] = undefined
      this.#held -= 1
    }
  }

  #merge(bucket: number): void {
    this.#unionsAt = bucket
    this.#inside.clear()
    this.#touched.clear()
    for (let slot = 0; slot < RING; slot += 1) {
      const sketch = this.#sketches[slot]
      const age = bucket - (this.#numbers[slot] ?? 0)
      if (sketch === undefined || age < 0 || age > BUCKETS) continue
      this.#touched.merge(sketch)
      if (age < BUCKETS) this.#inside.merge(sketch)
    }
  }
}
