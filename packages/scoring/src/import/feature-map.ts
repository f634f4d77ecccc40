import { CATEGORIES_MAX, FEATURES_MAX } from './foreign-model.ts'

/** What stands for one feature of a foreign model. */
export type FeatureSource =
  /** A number or a bool (0, 1) as it is; of texts, the categories that the model file names. */
  | { readonly kind: 'signal'; readonly signal: string }
  /** A text, by the code of the model's category. */
  | {
      readonly kind: 'categories'
      readonly signal: string
      readonly codes: ReadonlyMap<string, number>
    }
  /** A text, by the number that the model was trained with in its place. */
  | {
      readonly kind: 'numbers'
      readonly signal: string
      readonly numbers: ReadonlyMap<string, number>
      /** Of every other text and where there is none; `NaN`: missing. */
      readonly otherwise: number
    }
  /** Not known to us: always this; `NaN`: always missing. */
  | { readonly kind: 'constant'; readonly value: number }

export interface FeatureMap {
  /** Names of the model's features by their places, where its file has none. */
  readonly names: readonly string[] | null
  /** What its raw scores are, where its file does not say. */
  readonly output: 'log_odds' | 'probability' | null
  /** Of its two classes the one that is fraud, where they are not 0 and 1. */
  readonly positive: string | null
  readonly features: ReadonlyMap<string, FeatureSource>
}

export interface MapFault {
  /** JSON pointer into the map. */
  readonly pointer: string
  readonly message: string
  /** A name that is not known, and those that are: whoever shows it may say which one is near. */
  readonly mistyped?: { readonly word: string; readonly known: readonly string[] }
}

/** Of a model whose features are called as signals are. */
export const EMPTY_FEATURE_MAP: FeatureMap = {
  names: null,
  output: null,
  positive: null,
  features: new Map(),
}

export type FeatureMapRead =
  | { readonly ok: true; readonly map: FeatureMap }
  | { readonly ok: false; readonly issues: readonly MapFault[] }

const PARTS = ['features', 'names', 'output', 'positive']

type Entries = Readonly<Record<string, unknown>>

/** Reads a map as somebody wrote it, in YAML or JSON: docs/how-to/use-a-model.md has the words. */
export function readFeatureMap(document: unknown): FeatureMapRead {
  const issues: MapFault[] = []
  const fault = (pointer: string, message: string) => void issues.push({ pointer, message })
  const top = entriesOf(document)
  if (top === null) {
    return { ok: false, issues: [{ pointer: '', message: 'the map is no mapping of names' }] }
  }
  for (const name of Object.keys(top)) {
    if (!PARTS.includes(name)) {
      fault(pointerTo(name), `\`${name}\` is no part of a map: it has ${PARTS.join(', ')}`)
    }
  }
  const { names, output, positive } = top
  if (names !== undefined && !isTextList(names)) fault('/names', 'is no list of names')
  if (output !== undefined && output !== 'log_odds' && output !== 'probability') {
    fault('/output', 'is one of `log_odds`, `probability`')
  }
  const isClass = typeof positive === 'string' || typeof positive === 'number'
  if (positive !== undefined && !isClass) fault('/positive', 'is the name of a class')
  const features = new Map<string, FeatureSource>()
  const listed = entriesOf(top['features'])
  if (listed === null) fault('/features', 'says what stands for each feature of the model')
  else if (Object.keys(listed).length > FEATURES_MAX) fault('/features', 'are too many')
  else {
    for (const [name, source] of Object.entries(listed)) {
      const read = sourceOf(source)
      if (typeof read === 'string') fault(pointerTo('features', name), `\`${name}\`: ${read}`)
      else features.set(name, read)
    }
  }
  if (issues.length > 0) return { ok: false, issues }
  return {
    ok: true,
    map: {
      names: isTextList(names) ? names : null,
      output: output === 'log_odds' || output === 'probability' ? output : null,
      positive: isClass ? String(positive) : null,
      features,
    },
  }
}

/** @returns what is wrong, in words */
function sourceOf(document: unknown): FeatureSource | string {
  if (typeof document === 'string') return { kind: 'signal', signal: document }
  const fields = entriesOf(document)
  if (fields === null) return 'give the name of a signal, or `signal`, `constant` or `missing`'
  const given = Object.keys(fields)
  const only = (...names: string[]) => given.every((name) => names.includes(name))
  if (fields['missing'] === true && only('missing')) return { kind: 'constant', value: NaN }
  const { signal, constant, otherwise } = fields
  if (typeof constant === 'number' && Number.isFinite(constant) && only('constant')) {
    return { kind: 'constant', value: constant }
  }
  if (typeof signal !== 'string') return '`signal` is not the name of one'
  if (only('signal')) return { kind: 'signal', signal }
  if (only('signal', 'categories')) {
    const codes = numbersOf(fields['categories'])
    if (codes === null) return '`categories` says the code of each text, and of 255 at most'
    const isFit = [...codes.values()].every((code) => Number.isInteger(code) && code >= 0)
    return isFit ? { kind: 'categories', signal, codes } : 'a code is a whole number, 0 or more'
  }
  if (typeof fields['equals'] === 'string' && only('signal', 'equals')) {
    return { kind: 'numbers', signal, numbers: new Map([[fields['equals'], 1]]), otherwise: 0 }
  }
  if (only('signal', 'numbers', 'otherwise')) {
    const numbers = numbersOf(fields['numbers'])
    if (numbers === null) return '`numbers` says the number of each text, and of 255 at most'
    if (otherwise === undefined) return { kind: 'numbers', signal, numbers, otherwise: NaN }
    if (typeof otherwise !== 'number' || Math.abs(otherwise) === Infinity) {
      return '`otherwise` is no number'
    }
    return { kind: 'numbers', signal, numbers, otherwise }
  }
  return 'beside `signal` stands one of `categories`, `equals`, `numbers` (with `otherwise`)'
}

function numbersOf(document: unknown): Map<string, number> | null {
  const entries = Object.entries(entriesOf(document) ?? {})
  const isFit =
    entries.length > 0 &&
    entries.length <= CATEGORIES_MAX &&
    entries.every(([, value]) => typeof value === 'number' && Number.isFinite(value))
  return isFit ? new Map(entries as [string, number][]) : null
}

function entriesOf(document: unknown): Entries | null {
  const isObject = typeof document === 'object' && document !== null && !Array.isArray(document)
  return isObject ? (document as Entries) : null
}

function isTextList(document: unknown): document is string[] {
  return (
    Array.isArray(document) &&
    document.length <= FEATURES_MAX &&
    document.every((each) => typeof each === 'string')
  )
}

export function pointerTo(...names: string[]): string {
  return names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
