import type { BodyCounts } from './body-counts.ts'
import { BodyDecoder } from './body-decoder.ts'
import { BodyEncoder } from './body-encoder.ts'

/**
 * A model of an installation's own bodies, learned from samples of them. A body is coded frame by
 * frame: which frame follows (nearly always the same one), which value (often a frequent one),
 * else the value's characters by their place. The model never changes after it was made, so the
 * same bytes decode for ever.
 */
export class BodyModel {
  readonly #counts: BodyCounts
  #encoder: BodyEncoder | undefined
  #decoder: BodyDecoder | undefined

  constructor(counts: BodyCounts) {
    this.#counts = counts
  }

  /** Whether values are expected in their order. */
  get isOrdered(): boolean {
    return this.#counts.orders !== undefined
  }

  /**
   * The code behind `headBytes` bytes that the caller fills. `undefined`: the text holds a zero
   * byte, which no JSON has. `known` are values that `decode` will be given too.
   */
  encode(
    event: Uint8Array,
    decision: Uint8Array | null,
    known: readonly string[],
    headBytes = 0,
  ): Buffer | undefined {
    this.#encoder ??= new BodyEncoder(this.#counts)
    return this.#encoder.encode(event, decision, known, headBytes)
  }

  /** Text of one character a byte. Throws a `RangeError` on bytes that are no body. */
  decode(bytes: Uint8Array, known: readonly string[]): { event: string; decision: string } {
    this.#decoder ??= new BodyDecoder(this.#counts)
    return this.#decoder.decode(bytes, known)
  }
}
