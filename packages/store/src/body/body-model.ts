import {
  type BodyCounts,
  COPIES_MAX,
  COPY_CHARACTERS_MIN,
  PLACES_MAX,
  START_DECISION,
  START_EVENT,
} from './body-counts.ts'
import { END, endOfScalar, findScalar, isScalarStart, isWhole } from './json-pieces.ts'
import { Latin1Text } from './latin1-text.ts'
import { RangeDecoder, RangeEncoder } from './range-coder.ts'
import { SymbolTable } from './symbol-table.ts'

/** Symbols of a value table; the frequent values follow. */
const SPELLED = 0
const COPIED = 1
const FIRST_VALUE = 2
/** Symbol of a frame table: none of the usual followers. */
const OTHER_FRAME = 0
const END_CHARACTER = 256
const FRAME_ID_BITS = 12
const COPY_BITS = 8
/** A decoded body never grows beyond this: bytes that are no body must not fill the memory. */
const CHARACTERS_MAX = 16 * 1024 * 1024
const NO_TEXT = new Latin1Text(new Uint8Array())

interface PlaceTable {
  readonly table: SymbolTable
  /** Symbol 0 is "another character". */
  readonly characters: readonly number[]
  /** By character. */
  readonly symbols: Uint16Array
}

/** A frame that no sample had: nothing is known of what follows it. */
const UNKNOWN_FRAME = -1

/**
 * A model of an installation's own bodies, learned from samples of them. A body is coded frame by
 * frame: which frame follows (nearly always the same one), which value (often a frequent one),
 * else the value's characters by their place. The model never changes after it was made, so the
 * same bytes decode for ever.
 */
export class BodyModel {
  readonly #counts: BodyCounts
  readonly #ids = new Map<string, number>()
  /** By frame: the most frequent follower, if a value always comes after it (symbol 1). */
  readonly #likely: readonly ({ frame: number; piece: Latin1Text } | undefined)[]
  /** By frame: the most frequent value (symbol 2). */
  readonly #usual: readonly (Latin1Text | undefined)[]
  readonly #nextTables: SymbolTable[]
  readonly #nextSymbols: ReadonlyMap<number, number>[]
  readonly #valueTables: SymbolTable[]
  readonly #valueSymbols: ReadonlyMap<string, number>[]
  readonly #places: PlaceTable[][]
  /** Any character, for what no sample had: 257 equal shares. */
  readonly #anyCharacter = new SymbolTable(Array.from({ length: 257 }, () => 1))

  constructor(counts: BodyCounts) {
    this.#counts = counts
    counts.frames.forEach((frame, id) => id > START_DECISION && this.#ids.set(frame, id))
    this.#likely = counts.next.map((pairs) => {
      const frame = pairs[0]?.[0]
      const text = frame === undefined ? '' : counts.frames[frame]!
      return frame !== undefined && text.endsWith(':') ? { frame, piece: pieceOf(text) } : undefined
    })
    this.#usual = counts.values.map(([pair]) => (pair === undefined ? undefined : pieceOf(pair[0])))
    this.#nextTables = counts.next.map((pairs) => new SymbolTable([1, ...pairs.map(([, n]) => n)]))
    this.#nextSymbols = counts.next.map(
      (pairs) => new Map(pairs.map(([frame], index) => [frame, index + 1])),
    )
    this.#valueTables = counts.values.map(
      (pairs, id) =>
        new SymbolTable([
          1 + counts.literals[id]!,
          1 + counts.copies[id]!,
          ...pairs.map(([, n]) => n),
        ]),
    )
    this.#valueSymbols = counts.values.map(
      (pairs) => new Map(pairs.map(([value], index) => [value, index + FIRST_VALUE])),
    )
    this.#places = counts.places.map((places) => places.map(placeTable))
  }

  /** `undefined`: the text holds a zero byte, which no JSON has. */
  encode(
    event: Uint8Array,
    decision: Uint8Array | null,
    known: readonly string[],
  ): Uint8Array | undefined {
    const eventText = new Latin1Text(event)
    const decisionText = decision === null ? NO_TEXT : new Latin1Text(decision)
    if (eventText.text.includes(END) || decisionText.text.includes(END)) return undefined
    const coder = new RangeEncoder()
    const recent = [...known]
    this.#encodeText(coder, START_EVENT, eventText, recent)
    this.#encodeText(coder, START_DECISION, decisionText, recent)
    return coder.finish()
  }

  decode(bytes: Uint8Array, known: readonly string[]): { event: string; decision: string } {
    const coder = new RangeDecoder(bytes)
    const recent = [...known]
    const event = this.#decodeText(coder, START_EVENT, recent)
    return { event, decision: this.#decodeText(coder, START_DECISION, recent) }
  }

  #encodeText(coder: RangeEncoder, start: number, body: Latin1Text, recent: string[]): void {
    const { text } = body
    let before = start
    let at = 0
    for (;;) {
      const likely = this.#likely[before]
      const valueAt = likely === undefined ? -1 : at + likely.piece.length
      if (
        likely !== undefined &&
        isScalarStart(text.charCodeAt(valueAt)) &&
        body.hasAt(at, likely.piece)
      ) {
        this.#nextTables[before]!.encode(coder, 1)
        before = likely.frame
        at = valueAt
      } else {
        const found = findScalar(text, at)
        const frame = found < 0 ? text.slice(at) + END : text.slice(at, found)
        before = this.#encodeFrame(coder, before, frame)
        if (found < 0) return
        at = found
      }
      const usual = this.#usual[before]
      if (usual !== undefined && body.hasAt(at, usual) && isWhole(text, at, at + usual.length)) {
        this.#valueTables[before]!.encode(coder, FIRST_VALUE)
        at += usual.length
      } else {
        const end = endOfScalar(text, at)
        this.#encodeValue(coder, before, text.slice(at, end), recent)
        at = end
      }
    }
  }

  #encodeFrame(coder: RangeEncoder, before: number, text: string): number {
    const frame = this.#ids.get(text) ?? UNKNOWN_FRAME
    if (before !== UNKNOWN_FRAME) {
      const symbol = this.#nextSymbols[before]!.get(frame) ?? OTHER_FRAME
      this.#nextTables[before]!.encode(coder, symbol)
      if (symbol !== OTHER_FRAME) return frame
    }
    // Frame ids 0 and 1 never follow anything: 0 says that the frame is written out.
    coder.encode(frame === UNKNOWN_FRAME ? 0 : frame, 1, FRAME_ID_BITS)
    if (frame === UNKNOWN_FRAME) this.#encodeCharacters(coder, [], text)
    return frame
  }

  #encodeValue(coder: RangeEncoder, frame: number, value: string, recent: string[]): void {
    const symbol = frame === UNKNOWN_FRAME ? undefined : this.#valueSymbols[frame]!.get(value)
    if (symbol !== undefined) {
      this.#valueTables[frame]!.encode(coder, symbol)
      return
    }
    const copied = value.length < COPY_CHARACTERS_MIN ? -1 : recent.indexOf(value)
    if (frame !== UNKNOWN_FRAME) {
      this.#valueTables[frame]!.encode(coder, copied < 0 ? SPELLED : COPIED)
    } else {
      coder.encode(copied < 0 ? SPELLED : COPIED, 1, 1)
    }
    if (copied >= 0) {
      coder.encode(copied, 1, COPY_BITS)
      return
    }
    this.#encodeCharacters(coder, this.#places[frame] ?? [], value)
    if (recent.length < COPIES_MAX) recent.push(value)
  }

  #encodeCharacters(coder: RangeEncoder, places: readonly PlaceTable[], text: string): void {
    for (let at = 0; at <= text.length; at += 1) {
      const character = at === text.length ? END_CHARACTER : text.charCodeAt(at)
      const place = at < PLACES_MAX ? places[at] : places[PLACES_MAX - 1]
      if (place !== undefined) {
        const symbol = place.symbols[character]!
        place.table.encode(coder, symbol)
        if (symbol !== 0) continue
      }
      this.#anyCharacter.encode(coder, character)
    }
  }

  #decodeText(coder: RangeDecoder, start: number, recent: string[]): string {
    let text = ''
    let before = start
    for (;;) {
      const { frame, frameText } = this.#decodeFrame(coder, before)
      text += frameText
      if (frameText.endsWith(END)) return text.slice(0, -1)
      text += this.#decodeValue(coder, frame, recent)
      if (text.length > CHARACTERS_MAX) throw new RangeError('the stored body is damaged')
      before = frame
    }
  }

  #decodeFrame(coder: RangeDecoder, before: number): { frame: number; frameText: string } {
    if (before !== UNKNOWN_FRAME) {
      const symbol = this.#nextTables[before]!.decode(coder)
      if (symbol !== OTHER_FRAME) {
        const frame = this.#counts.next[before]![symbol - 1]![0]
        return { frame, frameText: this.#counts.frames[frame]! }
      }
    }
    const frame = coder.peek(FRAME_ID_BITS)
    coder.consume(frame, 1, FRAME_ID_BITS)
    if (frame === 0) return { frame: UNKNOWN_FRAME, frameText: this.#decodeCharacters(coder, []) }
    const frameText = this.#counts.frames[frame]
    if (frameText === undefined) throw new RangeError('the stored body is damaged')
    return { frame, frameText }
  }

  #decodeValue(coder: RangeDecoder, frame: number, recent: string[]): string {
    const symbol = this.#decodeValueSymbol(coder, frame)
    if (symbol >= FIRST_VALUE) return this.#counts.values[frame]![symbol - FIRST_VALUE]![0]
    if (symbol === COPIED) {
      const copied = coder.peek(COPY_BITS)
      coder.consume(copied, 1, COPY_BITS)
      const value = recent[copied]
      if (value === undefined) throw new RangeError('the stored body is damaged')
      return value
    }
    const value = this.#decodeCharacters(coder, this.#places[frame] ?? [])
    if (recent.length < COPIES_MAX) recent.push(value)
    return value
  }

  #decodeValueSymbol(coder: RangeDecoder, frame: number): number {
    if (frame !== UNKNOWN_FRAME) return this.#valueTables[frame]!.decode(coder)
    const symbol = coder.peek(1)
    coder.consume(symbol, 1, 1)
    return symbol
  }

  #decodeCharacters(coder: RangeDecoder, places: readonly PlaceTable[]): string {
    let text = ''
    for (;;) {
      const place = places[Math.min(text.length, PLACES_MAX - 1)]
      let character = place === undefined ? 0 : place.characters[place.table.decode(coder)]!
      if (place === undefined || character < 0) character = this.#anyCharacter.decode(coder)
      if (character === END_CHARACTER) return text
      text += String.fromCharCode(character)
      if (text.length > CHARACTERS_MAX) throw new RangeError('the stored body is damaged')
    }
  }
}

/** "Another character" gets the share that characters seen once have (Good-Turing). */
function placeTable(counts: Readonly<Record<string, number>>): PlaceTable {
  const pairs = Object.entries(counts)
  const once = pairs.filter(([, count]) => count === 1).length
  const characters = [-1, ...pairs.map(([character]) => Number(character))]
  const symbols = new Uint16Array(END_CHARACTER + 1)
  for (let symbol = 1; symbol < characters.length; symbol += 1)
    symbols[characters[symbol]!] = symbol
  return {
    table: new SymbolTable([1 + once, ...pairs.map(([, count]) => count)]),
    characters,
    symbols,
  }
}

function pieceOf(text: string): Latin1Text {
  return new Latin1Text(Buffer.from(text, 'latin1'))
}
