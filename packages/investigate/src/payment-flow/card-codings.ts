import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import type { SyntheticCard } from './synthetic-card.ts'

/** What would have been sent is looked through up to here. */
const BYTES_MAX = 1_048_576
const DEPTH_MAX = 3
const BASE64_RUN = /[A-Za-z0-9+/_-]{20,}={0,2}/g
const RUNS_MAX = 200
/** Pages send what they like: every repeat has an end, so that looking takes time linear in it. */
const CODE_LIST = /\d{1,3}(?:\s{0,8},\s{0,8}\d{1,3}){15}/

/**
 * Whether the number of a card, whole, in parts or in one of the codings that skimmers use, is in
 * what would have been sent: spaced and dashed, fields of four digits, percent and unicode escapes,
 * hexadecimal, base64 at any offset, reversed, lists of character codes, UTF-16, compressed, and
 * these within each other. What was encrypted cannot be seen.
 */
export function carriesCard(sent: string | Uint8Array, card: SyntheticCard): boolean {
  const bytes = typeof sent === 'string' ? Buffer.from(sent) : Buffer.from(sent)
  return hidden(bytes.subarray(0, BYTES_MAX), signsOf(card), 0)
}

interface Signs {
  readonly digits: readonly string[]
  readonly texts: readonly string[]
  readonly parts: readonly string[]
}

function signsOf({ number }: SyntheticCard): Signs {
  const reversed = Array.from(number).reverse().join('')
  const groups = number.match(/\d{4}/g) ?? []
  const forms = [number, reversed, groups.join(' '), groups.join('-')]
  return {
    digits: [number, reversed],
    texts: forms.flatMap((form) => [
      Buffer.from(form).toString('hex'),
      Array.from(form)
        .map((each) => each.charCodeAt(0))
        .join(','),
      ...base64Cores(form),
    ]),
    // The first group is the same for every card of ours.
    parts: groups.slice(1),
  }
}

/** Base64 of a text that stands anywhere in a longer one: what all three offsets have for sure. */
function base64Cores(text: string): string[] {
  return [0, 1, 2].map((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)])
    const coded = padded.toString('base64').replace(/=+$/, '')
    return coded.slice(offset === 0 ? 0 : offset + 1, -2)
  })
}

function hidden(bytes: Buffer, signs: Signs, depth: number): boolean {
  const text = bytes.toString('latin1').replaceAll('\0', '')
  for (const form of new Set([text, unescaped(text)])) {
    const digits = form.replace(/\D+/g, '')
    if (signs.digits.some((sign) => digits.includes(sign))) return true
    const lower = form.toLowerCase()
    const bare = lower.replace(/[\s:,%x\\-]+/g, '')
    if (signs.texts.some((sign) => form.includes(sign) || lower.includes(sign))) return true
    if (signs.texts.some((sign) => /^[0-9a-f]+$/.test(sign) && bare.includes(sign))) return true
    if (CODE_LIST.test(form) && codesHold(form, signs)) return true
    if (signs.parts.every((part) => new RegExp(`(?<!\\d)${part}(?!\\d)`).test(form))) return true
    if (depth < DEPTH_MAX && within(form, signs, depth)) return true
  }
  if (depth >= DEPTH_MAX) return false
  return decompressed(bytes).some((inner) => hidden(inner, signs, depth + 1))
}

/** `[52, 50, ...]` with spaces or without. */
function codesHold(form: string, signs: Signs): boolean {
  const packed = form.replace(/\s+/g, '')
  return signs.texts.some((sign) => sign.includes(',') && packed.includes(sign))
}

function within(form: string, signs: Signs, depth: number): boolean {
  let runs = 0
  for (const [run] of form.matchAll(BASE64_RUN)) {
    if (++runs > RUNS_MAX) return false
    const bytes = Buffer.from(run, 'base64')
    if (bytes.length >= 16 && hidden(bytes, signs, depth + 1)) return true
  }
  return false
}

/** Percent and unicode escapes, several layers of them. */
function unescaped(text: string): string {
  let result = text
  for (let layer = 0; layer < 3; layer++) {
    const next = result
      .replace(/\\{1,8}u00([0-9a-f]{2})/gi, (_all, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
      .replace(/\\{1,8}x([0-9a-f]{2})/gi, (_all, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
      .replace(/%([0-9a-f]{2})/gi, (_all, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
      .replace(/&#(\d{2,3});/g, (_all, code: string) => String.fromCharCode(Number(code)))
    if (next === result) break
    result = next
  }
  return result
}

function decompressed(bytes: Buffer): Buffer[] {
  const options = { maxOutputLength: BYTES_MAX }
  const ways: (() => Buffer)[] = []
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) ways.push(() => gunzipSync(bytes, options))
  else if (bytes[0] === 0x78) ways.push(() => inflateSync(bytes, options))
  else if (bytes.length < 4096 && bytes.some((byte) => byte > 0x7f)) {
    ways.push(
      () => inflateRawSync(bytes, options),
      () => brotliDecompressSync(bytes, options),
    )
  }
  return ways.flatMap((way) => {
    try {
      return [way()]
    } catch {
      return []
    }
  })
}
