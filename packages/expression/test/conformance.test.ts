import { readFileSync } from 'node:fs'
import type { Value as ProtobufValue } from '@bufbuild/cel-spec/cel/expr/value_pb.js'
import type { IncrementalTest, IncrementalTestSuite } from '@bufbuild/cel-spec/testdata/tests.js'
import { getConformanceSuite } from '@bufbuild/cel-spec/testdata/tests.js'
import { getTestRegistry } from '@bufbuild/cel-spec/testdata/registry.js'
import { anyUnpack } from '@bufbuild/protobuf/wkt'
import type { Duration as ProtobufDuration } from '@bufbuild/protobuf/wkt'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { evaluateCel } from '../src/interpret/cel.ts'
import { CEL } from '../src/interpret/dialect.ts'
import { equals } from '../src/interpret/equality.ts'
import { isMissing } from '../src/interpret/evaluate.ts'
import { typeNameOf } from '../src/interpret/type-name.ts'
import type { Value } from '../src/interpret/value.ts'
import { Duration, MapValue, Timestamp, TypeValue, Uint } from '../src/interpret/value.ts'
import { messageTypes } from './protobuf-messages.ts'
import { zoneOffsetMinutes } from './zone.ts'

/** The suites of cel-spec that are the language itself, without protobuf and extensions. */
const CORE = new Set([
  'basic',
  'comparisons',
  'conversions',
  'fields',
  'fp_math',
  'integer_math',
  'lists',
  'logic',
  'macros',
  'parse',
  'string',
  'timestamps',
])
const PASS_RATE_MIN = 0.95

interface Miss {
  readonly test: string
  readonly reason: string
}

const missesFile = new URL('../../../spec/expression/conformance-misses.yaml', import.meta.url)
const listed = (parse(readFileSync(missesFile, 'utf8')) ?? []) as readonly Miss[]
const registry = getTestRegistry()
const dialect = { ...CEL, zoneOffsetMinutes, messages: messageTypes(registry) }

describe('CEL core conformance (cel-spec simple tests)', () => {
  const tests = getConformanceSuite()
    .suites.filter((suite) => CORE.has(suite.name))
    .flatMap((suite) => flatten(suite, suite.name))
  const missed = tests.filter(({ test }) => !passes(test)).map(({ path }) => path)

  it('runs all 1,171 core tests', () => {
    expect(tests).toHaveLength(1171)
    expect(new Set(tests.map(({ path }) => path)).size).toBe(1171)
  })

  it('passes at least 95 % of them', () => {
    const rate = 1 - missed.length / tests.length
    const passed = tests.length - missed.length
    console.log(`CEL core conformance: ${passed} of ${tests.length} (${(rate * 100).toFixed(2)} %)`)
    expect(rate).toBeGreaterThanOrEqual(PASS_RATE_MIN)
  })

  it('misses exactly what spec/expression/conformance-misses.yaml lists', () => {
    expect(missed.sort()).toEqual(listed.map(({ test }) => test).sort())
    expect(listed.every(({ reason }) => reason.length > 10)).toBe(true)
  })
})

function flatten(
  suite: IncrementalTestSuite,
  path: string,
): readonly { readonly path: string; readonly test: IncrementalTest }[] {
  const names = new Map<string, number>()
  const own = suite.tests.map((test) => {
    const seen = (names.get(test.name) ?? 0) + 1
    names.set(test.name, seen)
    return { path: `${path}/${test.name}${seen > 1 ? `#${seen}` : ''}`, test }
  })
  return [...own, ...suite.suites.flatMap((each) => flatten(each, `${path}/${each.name}`))]
}

function passes({ original }: IncrementalTest): boolean {
  const bindings = new Map<string, Value>()
  for (const [name, binding] of Object.entries(original.bindings)) {
    if (binding.kind.case === 'value') bindings.set(name, toValue(binding.kind.value))
  }
  const result = evaluateCel(original.expr, { bindings, container: original.container, dialect })
  if (original.resultMatcher.case === 'evalError') return !result.ok || isMissing(result.outcome)
  if (original.resultMatcher.case !== 'value') return false
  if (!result.ok || isMissing(result.outcome)) return false
  return same(result.outcome, toValue(original.resultMatcher.value))
}

/** Stricter than CEL's `==`: the type counts, and NaN is NaN. */
function same(a: Value, b: Value): boolean {
  if (typeNameOf(a) !== typeNameOf(b)) return false
  return Object.is(a, b) || equals(a, b)
}

function toValue(value: ProtobufValue): Value {
  const { kind } = value
  switch (kind.case) {
    case 'nullValue':
      return null
    case 'uint64Value':
      return new Uint(kind.value)
    case 'listValue':
      return kind.value.values.map(toValue)
    case 'mapValue':
      return new MapValue(
        kind.value.entries.map(({ key, value: held }) => [toValue(key!), toValue(held!)]),
      )
    case 'typeValue':
      return new TypeValue(kind.value)
    case 'objectValue':
      return fromAny(kind.value)
    case 'boolValue':
    case 'int64Value':
    case 'doubleValue':
    case 'stringValue':
    case 'bytesValue':
      return kind.value
    case 'enumValue':
    case undefined:
      throw new TypeError(`the core data has no ${kind.case ?? 'empty value'}`)
  }
}

function fromAny(any: Parameters<typeof anyUnpack>[0]): Value {
  const message = anyUnpack(any, registry)!
  const nanos = (time: ProtobufDuration): bigint =>
    time.seconds * 1_000_000_000n + BigInt(time.nanos)
  const times = message as unknown as ProtobufDuration
  if (message.$typeName === 'google.protobuf.Timestamp') return new Timestamp(nanos(times))
  if (message.$typeName === 'google.protobuf.Duration') return new Duration(nanos(times))
  const fields = registry.getMessage(message.$typeName)!.fields
  const held = message as unknown as Readonly<Record<string, unknown>>
  const set = fields
    .filter((field) => held[field.localName] === true)
    .map((field) => [field.name, true] as const)
  return dialect.messages.create(message.$typeName, set)!
}
