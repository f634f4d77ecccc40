import { describe, expect, it } from 'vitest'
import { CURRENCY_PATTERN } from './schema.ts'
import { issuesOf } from './validation.ts'

describe('issuesOf', () => {
  it.each([
    ['additionalProperties', { additionalProperty: 'evnt/~' }, '/order/evnt~1~0', 'unknown_field'],
    ['required', { missingProperty: 'event' }, '/order', 'missing_field'],
    ['type', { type: 'number' }, '/order', 'wrong_type'],
    ['enum', { allowedValues: ['a', 'b'] }, '/order', 'not_allowed'],
    ['maximum', { comparison: '<=', limit: 5 }, '/order', 'out_of_range'],
    ['maxLength', { limit: 255 }, '/order', 'too_long'],
    ['format', { format: 'ip' }, '/order', 'malformed'],
    ['something new', {}, '/order', 'malformed'],
  ])('turns %s into an issue with a pointer and a code', (keyword, params, pointer, code) => {
    const [issue] = issuesOf([{ instancePath: '/order', keyword, params }])
    expect(issue).toMatchObject({ pointer, code })
    expect(issue?.message).toMatch(/^[^\n]+$/)
  })

  it('explains a pattern that it knows instead of showing it', () => {
    const hint = (pattern: string) =>
      issuesOf([{ instancePath: '/a', keyword: 'pattern', params: { pattern } }])[0]?.message
    expect(hint(CURRENCY_PATTERN)).toBe('must be an ISO 4217 code of three capitals such as `EUR`')
    expect(hint('^x$')).toBe('must match `^x$`')
  })

  it('names a field, and not a value, and cuts a name that is long or has line feeds', () => {
    const [issue] = issuesOf([
      {
        instancePath: '',
        keyword: 'additionalProperties',
        params: { additionalProperty: `a\n${'x'.repeat(500)}` },
      },
    ])
    expect(issue?.message).toMatch(/^unknown field `a\?x+\.\.\.`; remove it$/)
    expect(issue?.message.length).toBeLessThan(120)
  })

  it('says each thing once and at most 20 things', () => {
    const error = (at: number) => ({
      instancePath: `/${at}`,
      keyword: 'type',
      params: { type: 'x' },
    })
    expect(issuesOf([error(1), error(1), error(2)])).toHaveLength(2)
    expect(issuesOf(Array.from({ length: 50 }, (_, at) => error(at)))).toHaveLength(20)
  })
})
