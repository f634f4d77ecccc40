import { describe, expect, it } from 'vitest'
import { compileMapping, type RowResult } from './compile-mapping.ts'
import type { Source } from './mapping.ts'

const base = {
  name: 'shop',
  format: 'csv',
  shop: { currency: 'EUR' },
  time: { column: 'when', as: 'time' },
  fields: { 'order.amount': { column: 'paid', as: 'decimal' } },
}

function issuesOf(document: unknown): string[] {
  const compiled = compileMapping(document)
  return compiled.ok ? [] : compiled.issues.map(({ pointer, message }) => `${pointer} ${message}`)
}

function mapOne(fields: Record<string, Source>, row: Record<string, string>): RowResult {
  const compiled = compileMapping({ ...base, fields })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  const cells = { when: '2026-03-01', ...row }
  const bound = compiled.mapping.bind(Object.keys(cells))
  if (!bound.ok) throw new Error(bound.problem)
  return bound.map(Object.values(cells))
}

describe('a mapping file', () => {
  it.each([
    ['an unknown key', { ...base, filter: 'x' }, '/filter unknown field `filter`; remove it'],
    [
      'a field that orders do not have',
      { ...base, fields: { 'order.amuont': 'paid' } },
      '/fields/order.amuont the order event has no field `order.amuont`; did you mean `order.amount`?',
    ],
    [
      'a block in place of a field',
      { ...base, fields: { order: 'paid' } },
      '/fields/order `order` is a block: name a field of it',
    ],
    [
      'a list without an entry',
      { ...base, fields: { 'shopping_cart.price': 'paid' } },
      '/fields/shopping_cart.price `shopping_cart` is a list: name an entry, `shopping_cart.0`',
    ],
    [
      'a transform that does not exist',
      { ...base, time: { column: 'when', as: 'tiem' } },
      '/time/as there is no transform `tiem`; did you mean `time`?',
    ],
    [
      'a parameter that is missing',
      { ...base, time: { columns: ['day', 'hour'], as: 'day_and_hour' } },
      '/time `day_and_hour`: the field `start` is missing; add it',
    ],
    [
      'a parameter that the transform does not take',
      { ...base, time: { column: 'when', as: 'time', zone: 'UTC' } },
      '/time/zone `time`: unknown field `zone`; remove it',
    ],
    [
      'two columns for a transform of one',
      { ...base, time: { columns: ['a', 'b'], as: 'time' } },
      '/time `time` reads one `column`',
    ],
    [
      'the time among the fields',
      { ...base, fields: { 'event.time': 'when' } },
      '/fields/event.time the time of the order is `time`, at the top of the file',
    ],
    [
      'a custom input that rules cannot spell',
      { ...base, fields: { 'custom_inputs.Field-1': 'paid' } },
      '/fields/custom_inputs.Field-1 `Field-1` cannot name a custom input: lower-case letters, digits and `_`',
    ],
  ])('is refused for %s, with the place and what to do', (_what, document, issue) => {
    expect(issuesOf(document)).toEqual([issue])
  })

  it('names the nearest column of the table when one is missing', () => {
    const compiled = compileMapping(base)
    expect(compiled.ok && compiled.mapping.bind(['when', 'piad'])).toEqual({
      ok: false,
      problem: 'there is no column `paid`; did you mean `piad`?',
    })
  })

  it('declares its custom inputs with the types of their transforms', () => {
    const compiled = compileMapping({
      ...base,
      fields: {
        'custom_inputs.age': { column: 'a', as: 'integer', doc: 'Age in years.' },
        'custom_inputs.vip': { column: 'b', as: 'flag', yes: ['1'], no: ['0'] },
      },
    })
    expect(compiled.ok && compiled.mapping.customInputs).toEqual([
      { name: 'age', type: 'int', doc: 'Age in years.', privacy: 'pseudonymous' },
      { name: 'vip', type: 'bool', doc: 'Column `b`.', privacy: 'pseudonymous' },
    ])
  })
})

describe('a row', () => {
  const valueOf = (source: Exclude<Source, string>, ...cells: string[]) => {
    const columns = cells.map((_cell, index) => `c${index}`)
    const named = columns.length === 1 ? { column: columns[0]! } : { columns }
    const row = Object.fromEntries(columns.map((column, index) => [column, cells[index]!]))
    const result = mapOne({ 'session.started_at': { ...source, ...named } }, row)
    return result.ok ? result.row.event.session?.started_at : result.problem
  }

  it.each([
    [{ as: 'text' }, ' a b ', 'a b'],
    [{ as: 'lower' }, 'ABC', 'abc'],
    [{ as: 'upper' }, 'de', 'DE'],
    [{ as: 'prefix', with: 'card_' }, '4111', 'card_4111'],
    [{ as: 'padded', digits: 5 }, '2134', '02134'],
    [{ as: 'decimal' }, '12.50', 12.5],
    [{ as: 'decimal' }, '12,50', 'no number'],
    [{ as: 'decimal' }, 'NaN', 'no number'],
    [{ as: 'integer' }, '1.5', 'no whole number'],
    [{ as: 'flag', yes: ['y'], no: ['n'] }, 'y', true],
    [{ as: 'flag', yes: ['y'], no: ['n'] }, 'Y', 'neither one of `yes` nor of `no`'],
    [{ as: 'map', values: { IE: 'Internet Explorer' } }, 'IE', 'Internet Explorer'],
    [{ as: 'map', values: { IE: 'x' } }, 'constructor', 'not among `values`'],
    [{ as: 'map', values: { IE: 'x' }, otherwise: 'other' }, 'Opera', 'other'],
    [{ as: 'time' }, '2026-03-01 20:15', '2026-03-01T20:15:00.000Z'],
    [{ as: 'time' }, '2026-03-01T20:15:30+02:00', '2026-03-01T18:15:30.000Z'],
    [{ as: 'time' }, '2026-13-01', 'no such date'],
    [{ as: 'time' }, '03/01/2026', 'no date and time such as `2026-03-01T20:15:30Z`'],
    [{ as: 'unix_seconds' }, '1772395200', '2026-03-01T20:00:00.000Z'],
    [{ as: 'first_digits', digits: 6 }, '435087******1044', '435087'],
    [{ as: 'last_digits', digits: 4 }, '435087******1044', '1044'],
    [{ as: 'last_digits', digits: 4 }, '435087*******44', 'no 4 digits at that end'],
  ] as const)('%j makes of `%s` %j', (source, cell, expected) => {
    expect(valueOf(source as unknown as Exclude<Source, string>, cell)).toBe(expected)
  })

  it('counts a day and an hour from a start', () => {
    const start = { as: 'day_and_hour', start: '2008-01-07T00:00:00Z' }
    expect(valueOf(start, '2', '23')).toBe('2008-01-09T23:00:00.000Z')
    expect(valueOf(start, 'x', '23')).toBe('no day and hour')
  })

  it('leaves out the fields of empty cells, and is no order without a time', () => {
    const result = mapOne(
      { 'device.ip_address': 'ip', 'device.device_id': 'id' },
      { ip: '', id: 'd1' },
    )
    expect(result.ok && result.row.event.device).toEqual({ device_id: 'd1' })
    expect(mapOne({ 'device.device_id': 'id' }, { when: '', id: 'd1' })).toMatchObject({
      ok: false,
      problem: 'the row has no time',
    })
  })

  it('fills entries of a list', () => {
    const result = mapOne(
      { 'shopping_cart.0.sku': 'sku', 'shopping_cart.0.price': { column: 'price', as: 'decimal' } },
      { sku: 'A', price: '3' },
    )
    expect(result.ok && result.row.event.shopping_cart).toEqual([{ sku: 'A', price: 3 }])
  })
})
