import type { SignalDeclaration } from '@gatehouse/contract'
import { columnKindOf } from '../signals/signal-row.ts'
import { pointerTo, type FeatureMap, type FeatureSource, type MapFault } from './feature-map.ts'
import { CATEGORIES_MAX, named, type ForeignModel, type NodeTest } from './foreign-model.ts'

/** How one feature of a foreign model is read from signals. */
export type Reading =
  | { readonly kind: 'number'; readonly signal: string; readonly zeroIsMissing: boolean }
  | { readonly kind: 'bool'; readonly signal: string }
  /** What the model sees for each category; `otherwise` for others, and where nothing is known. */
  | {
      readonly kind: 'category'
      readonly signal: string
      readonly values: ReadonlyMap<string, number>
      readonly otherwise: number
    }
  | { readonly kind: 'constant'; readonly value: number }

export interface Resolution {
  /** Of each feature that a tree reads. */
  readonly readings: ReadonlyMap<number, Reading>
  readonly faults: readonly MapFault[]
}

/** Finds what stands for each feature that the trees read, and all that does not fit. */
export function resolveFeatures(
  model: ForeignModel,
  map: FeatureMap,
  declarations: readonly SignalDeclaration[],
): Resolution {
  const signals = new Map(declarations.map((declaration) => [declaration.name, declaration]))
  const faults: MapFault[] = []
  const features = map.names ?? model.features
  for (const name of map.features.keys()) {
    if (features.includes(name)) continue
    const message = `the model has no feature ${named(name)}`
    const mistyped = { word: name, known: features }
    faults.push({ pointer: pointerTo('features', name), message, mistyped })
  }
  const readings = new Map<number, Reading>()
  for (const [feature, tests] of testsByFeature(model)) {
    const name = features[feature]
    const reading = readingOf(name ?? `f${feature}`, feature, tests)
    if ('message' in reading) faults.push(reading)
    else readings.set(feature, reading)
  }
  return { readings, faults: [...faults, ...conflicts(readings, features)] }

  function readingOf(name: string, feature: number, tests: readonly NodeTest[]) {
    // A feature that is called as a signal is that signal, unless the map says otherwise.
    const own: FeatureSource | undefined = signals.has(name)
      ? { kind: 'signal', signal: name }
      : undefined
    const source = map.features.get(name) ?? own
    const fault = (message: string, mistyped?: MapFault['mistyped']): MapFault => ({
      pointer: map.features.has(name) ? pointerTo('features', name) : '/features',
      message: `${named(name)} ${message}`,
      ...(mistyped === undefined ? {} : { mistyped }),
    })
    if (source === undefined) return fault('is read by the model: say what stands for it')
    if (source.kind === 'constant') return source
    const { signal } = source
    const declaration = signals.get(signal)
    if (declaration === undefined) {
      const mistyped = { word: signal, known: [...signals.keys()] }
      return fault(`stands for ${named(signal)}, which is no signal`, mistyped)
    }
    if (declaration.privacy === 'personal') {
      return fault(`stands for \`${signal}\`, which says who a person is: no model reads it`)
    }
    const fitting = columnKindOf(declaration.type)
    if (fitting === null) {
      return fault(`stands for \`${signal}\` of type \`${declaration.type}\`: no model reads it`)
    }
    const reading =
      fitting === 'category'
        ? textReading(source, model.categories.get(feature), tests)
        : numberReading(source, declaration.type === 'bool', tests)
    return typeof reading === 'string' ? fault(reading) : reading
  }
}

function testsByFeature({ trees }: ForeignModel): Map<number, NodeTest[]> {
  const found = new Map<number, NodeTest[]>()
  for (const { feature, tests } of trees) {
    for (const [node, each] of feature.entries()) {
      const own = found.get(each)
      if (own === undefined) found.set(each, [tests[node]!])
      else own.push(tests[node]!)
    }
  }
  return new Map([...found].sort(([a], [b]) => a - b))
}

type Source = Exclude<FeatureSource, { kind: 'constant' }>

function textReading(
  source: Source,
  named: readonly string[] | undefined,
  tests: readonly NodeTest[],
): Reading | string {
  const { signal } = source
  if (source.kind === 'numbers') {
    return { kind: 'category', signal, values: source.numbers, otherwise: source.otherwise }
  }
  if (source.kind === 'signal' && named === undefined) {
    return `stands for \`${signal}\`, which is a text: say \`categories\`, \`numbers\` or \`equals\``
  }
  const all =
    source.kind === 'signal'
      ? new Map(named!.map((name, code): [string, number] => [name, code]))
      : source.codes
  const used = codesOf(tests)
  const known = new Set(all.values())
  const unnamed = [...used].filter((code) => !known.has(code))
  if (unnamed.length > 0) {
    return `tells categories apart that have no name: ${listed(unnamed)}. Say in \`categories\` what they are`
  }
  // Those that no split names go the way of what is not known.
  const isSet = tests.every(({ kind }) => kind === 'in_set')
  const values = isSet ? new Map([...all].filter(([, code]) => used.has(code))) : all
  return { kind: 'category', signal, values, otherwise: NaN }
}

function numberReading(
  source: Source,
  isBool: boolean,
  tests: readonly NodeTest[],
): Reading | string {
  const { kind, signal } = source
  if (kind !== 'signal') return `stands for \`${signal}\`, which is no text: give its name alone`
  if (isBool) return { kind: 'bool', signal }
  const [first] = tests
  if (tests.every((test) => test.kind === 'in_set')) {
    const codes = [...codesOf(tests)].sort((a, b) => a - b)
    const values = new Map(codes.map((code) => [`${code}`, code]))
    return { kind: 'category', signal, values, otherwise: NaN }
  }
  const zeroIsMissing = first!.kind === 'at_most' && first!.zeroIsMissing
  if (tests.some((test) => test.kind !== 'at_most')) {
    return `is asked whether it equals a number, and \`${signal}\` is one: only texts and bools can be`
  }
  const isSame = tests.every(
    (test) => test.kind === 'at_most' && test.zeroIsMissing === zeroIsMissing,
  )
  return isSame
    ? { kind: 'number', signal, zeroIsMissing }
    : 'takes a zero for missing in some trees and not in others: that cannot be kept'
}

function codesOf(tests: readonly NodeTest[]): Set<number> {
  return new Set(tests.flatMap((test) => (test.kind === 'in_set' ? [...test.codes] : [])))
}

/** Two features of one signal become one, where they read it alike. */
function conflicts(
  readings: ReadonlyMap<number, Reading>,
  features: readonly string[],
): MapFault[] {
  const first = new Map<string, Reading>()
  const categories = new Map<string, Set<string>>()
  const faults: MapFault[] = []
  for (const [feature, reading] of readings) {
    if (reading.kind === 'constant') continue
    const { signal, kind } = reading
    const other = first.get(signal) ?? reading
    first.set(signal, other)
    const isAlike =
      other.kind === kind &&
      (kind !== 'number' ||
        (other.kind === 'number' && other.zeroIsMissing === reading.zeroIsMissing))
    const pointer = pointerTo('features', features[feature] ?? `f${feature}`)
    if (!isAlike) {
      faults.push({
        pointer,
        message: `reads \`${signal}\` in another way than an earlier feature`,
      })
    }
    if (reading.kind !== 'category') continue
    const names = categories.get(signal) ?? new Set()
    categories.set(signal, names)
    for (const name of reading.values.keys()) names.add(name)
    if (names.size > CATEGORIES_MAX) {
      const message = `tells more than ${CATEGORIES_MAX} categories of \`${signal}\` apart`
      faults.push({ pointer, message })
    }
  }
  return faults
}

function listed(codes: readonly number[]): string {
  const more = codes.length - 10
  return `${codes.slice(0, 10).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
