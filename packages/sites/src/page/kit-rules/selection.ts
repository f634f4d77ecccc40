import { KIT_FIELDS, type KitSample, type SeenText } from './kit-sample.ts'

/** A regular expression that takes time linear in the text: rules come from strangers. */
export interface LinearPattern {
  test(text: string): boolean
}

export type PatternReader = (
  source: string,
) =>
  | { readonly ok: true; readonly pattern: LinearPattern }
  | { readonly ok: false; readonly message: string }

export type Selection = (sample: KitSample) => boolean

/** A rule that cannot be read, and why. */
export class KitRuleError extends Error {
  override readonly name = 'KitRuleError'
}

/** Values of one field, and fields of one selection. */
const VALUES_MAX = 200

type Test = (seen: SeenText) => boolean

/** A map of fields, all of which must hold, or a list of such maps, of which one must. */
export function readSelection(value: unknown, readPattern: PatternReader): Selection {
  if (Array.isArray(value)) {
    const parts = bounded(value).map((part) => readSelection(part, readPattern))
    return (sample) => parts.some((part) => part(sample))
  }
  if (typeof value !== 'object' || value === null)
    throw new KitRuleError('a selection is a map of fields')
  const parts = bounded(Object.entries(value)).map(([key, wanted]) =>
    fieldOf(key, wanted, readPattern),
  )
  return (sample) => parts.every((part) => part(sample))
}

function fieldOf(key: string, wanted: unknown, readPattern: PatternReader): Selection {
  const [name = '', ...modifiers] = key.split('|')
  const field = KIT_FIELDS.find((one) => one === name)
  if (field === undefined) throw new KitRuleError(`no field is called \`${name.slice(0, 40)}\``)
  const all = modifiers.includes('all')
  const how = modifiers.filter((modifier) => modifier !== 'all')
  const tests = bounded(Array.isArray(wanted) ? wanted : [wanted]).map((text) =>
    testOf(text, how, readPattern),
  )
  const some = (sample: KitSample, test: Test) => sample[field].some(test)
  return all
    ? (sample) => tests.every((test) => some(sample, test))
    : (sample) => tests.some((test) => some(sample, test))
}

/** Sigma compares without case, and `*` and `?` stand for any characters and for one. */
function testOf(wanted: unknown, how: readonly string[], readPattern: PatternReader): Test {
  if (typeof wanted !== 'string' && typeof wanted !== 'number')
    throw new KitRuleError('a value is a text or a number')
  const text = String(wanted)
  if (how.length > 1)
    throw new KitRuleError(`the modifiers \`${how.join('|')}\` are not known together`)
  const [modifier = 'equals'] = how
  if (modifier === 're') return patternTest(text, readPattern)
  if (!['equals', 'contains', 'startswith', 'endswith'].includes(modifier)) {
    throw new KitRuleError(`the modifier \`${modifier.slice(0, 40)}\` is not known`)
  }
  if (/[*?]/.test(text)) return patternTest(wildcards(text, modifier), readPattern)
  const wished = unescaped(text)
  switch (modifier) {
    case 'contains':
      return ({ low }) => low.includes(wished)
    case 'startswith':
      return ({ low }) => low.startsWith(wished)
    case 'endswith':
      return ({ low }) => low.endsWith(wished)
    default:
      return ({ low }) => low === wished
  }
}

function patternTest(source: string, readPattern: PatternReader): Test {
  const read = readPattern(source)
  if (!read.ok) throw new KitRuleError(read.message)
  return ({ text }) => read.pattern.test(text)
}

/** A backslash takes its meaning from `*`, `?` and another backslash. */
function unescaped(text: string): string {
  return text.replace(/\\([*?\\])/g, '$1').toLowerCase()
}

function wildcards(text: string, modifier: string): string {
  const body = text.replace(
    /\\([*?\\])|([*?])|([.+^${}()|[\]\\])/g,
    (_, plain?: string, wild?: string, special?: string) => {
      if (wild !== undefined) return wild === '*' ? '.*' : '.'
      return `\\${plain ?? special}`
    },
  )
  const start = modifier === 'equals' || modifier === 'startswith' ? '^' : ''
  const end = modifier === 'equals' || modifier === 'endswith' ? '$' : ''
  return `(?is)${start}${body}${end}`
}

function bounded<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length > VALUES_MAX)
    throw new KitRuleError(`a rule has at most ${VALUES_MAX} values in one place`)
  return items
}
