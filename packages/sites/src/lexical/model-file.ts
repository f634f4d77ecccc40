import { readModel, writeModel } from '@gatehouse/scoring'
import { MODEL_FEATURES, type LexicalModel } from './lexical-model.ts'
import type { LinearModel } from './linear-model.ts'
import { ALPHABET } from './surprise.ts'

const FORMAT = 'gatehouse-lexical/1'
const LENGTH_DIGITS = 8
/** Bytes of a model's description, and bits of the places of its text. */
const HEADER_BYTES_MAX = 16_000_000
const BITS_MAX = 22

/** What stands before the weights. */
interface Header {
  readonly suffix_risk: Readonly<Record<string, number>>
  readonly brand_names: readonly string[]
  readonly brand_domains: readonly string[]
  /** Hundredths of a bit. */
  readonly bigrams: readonly number[]
  readonly shorteners: readonly string[]
  readonly dynamic_dns: readonly string[]
  readonly popular: readonly string[]
  readonly is_across?: true
  readonly bits: number
  readonly scale: number
  readonly bias: number
  /** As `writeModel` of trees has it. */
  readonly trees: string
}

/**
 * A model as a file: a line that names the format, the length of a description, the description as
 * JSON in ASCII, and a byte for each weight of text. The same model is the same bytes.
 *
 * @throws RangeError for weights that are not of 8 bits, or a model with a prior
 */
export function writeLexicalModel(model: LexicalModel): Uint8Array {
  const { tables, linear, prior, isAcross, trees, calibration, about } = model
  const { weights } = linear
  if (!(weights instanceof Int8Array) || prior !== null) {
    throw new RangeError('a model that is kept has weights of 8 bits, and no prior')
  }
  const header: Header = {
    suffix_risk: Object.fromEntries(tables.suffixRisk),
    brand_names: tables.brands.names,
    brand_domains: [...tables.brands.own],
    bigrams: Array.from(tables.bigrams, (bits) => Math.round(bits * 100)),
    shorteners: [...tables.shorteners],
    dynamic_dns: [...tables.dynamicDns],
    popular: [...tables.popular],
    ...(isAcross ? { is_across: true } : {}),
    bits: linear.bits,
    scale: linear.scale,
    bias: linear.bias,
    trees: writeModel({ ...trees, calibration, about }),
  }
  const json = JSON.stringify(header).replace(
    /\P{ASCII}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const text = `${FORMAT}\n${String(json.length).padStart(LENGTH_DIGITS, '0')}\n${json}`
  const bytes = new Uint8Array(text.length + weights.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  bytes.set(new Uint8Array(weights.buffer, weights.byteOffset, weights.length), text.length)
  return bytes
}

export type LexicalModelRead =
  | { readonly ok: true; readonly model: LexicalModel }
  | { readonly ok: false; readonly problem: string }

/** Reads what `writeLexicalModel` wrote. */
export function readLexicalModel(bytes: Uint8Array): LexicalModelRead {
  const start = FORMAT.length + 1
  const from = start + LENGTH_DIGITS + 1
  if (asciiOf(bytes.subarray(0, start)) !== `${FORMAT}\n`) {
    return { ok: false, problem: `it does not begin with \`${FORMAT}\`` }
  }
  const length = Number(asciiOf(bytes.subarray(start, start + LENGTH_DIGITS)))
  if (!Number.isInteger(length) || length > HEADER_BYTES_MAX || from + length > bytes.length) {
    return { ok: false, problem: 'it is cut off' }
  }
  const header = headerOf(asciiOf(bytes.subarray(from, from + length)))
  if (header === null) return { ok: false, problem: 'its description cannot be read' }
  const { bits, scale, bias } = header
  const weights = Int8Array.from(bytes.subarray(from + length), (byte) => (byte << 24) >> 24)
  if (!Number.isInteger(bits) || bits < 1 || bits > BITS_MAX || weights.length !== 2 ** bits) {
    return { ok: false, problem: `it has ${weights.length} weights` }
  }
  const trees = readModel(header.trees)
  if (!trees.ok) return { ok: false, problem: trees.issue }
  const { features, calibration, about } = trees.model
  if (features.map(({ name }) => name).join() !== MODEL_FEATURES.join()) {
    return { ok: false, problem: 'its trees read other features than this version computes' }
  }
  if (calibration.kind !== 'platt') return { ok: false, problem: 'its calibration is no line' }
  const linear: LinearModel = { bits, weights, scale, bias }
  return {
    ok: true,
    model: {
      tables: tablesOf(header),
      prior: null,
      linear,
      isAcross: header.is_across === true,
      trees: trees.model,
      calibration,
      about,
    },
  }
}

function tablesOf(header: Header): LexicalModel['tables'] {
  return {
    suffixRisk: new Map(Object.entries(header.suffix_risk)),
    brands: { names: header.brand_names, own: new Set(header.brand_domains) },
    bigrams: Float32Array.from(header.bigrams, (hundredths) => hundredths / 100),
    shorteners: new Set(header.shorteners),
    dynamicDns: new Set(header.dynamic_dns),
    popular: new Set(header.popular),
  }
}

function headerOf(json: string): Header | null {
  let read: unknown
  try {
    read = JSON.parse(json)
  } catch {
    return null
  }
  return isHeader(read) ? read : null
}

function isHeader(read: unknown): read is Header {
  if (typeof read !== 'object' || read === null) return false
  const fields = read as Record<string, unknown>
  const isTexts = (name: string) => {
    const list = fields[name]
    return Array.isArray(list) && list.every((each) => typeof each === 'string')
  }
  const { bigrams, suffix_risk: risks, trees } = fields
  return (
    ['brand_names', 'brand_domains', 'shorteners', 'dynamic_dns', 'popular'].every(isTexts) &&
    Array.isArray(bigrams) &&
    bigrams.length === ALPHABET ** 2 &&
    bigrams.every(Number.isFinite) &&
    typeof risks === 'object' &&
    risks !== null &&
    Object.values(risks).every((risk) => Number.isFinite(risk)) &&
    ['bits', 'scale', 'bias'].every((name) => Number.isFinite(fields[name])) &&
    typeof trees === 'string'
  )
}

function asciiOf(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)))
  }
  return parts.join('')
}
