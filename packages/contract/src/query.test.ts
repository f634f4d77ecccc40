import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { readQuery } from './query.ts'
import { decisionSearchSchema } from './routes/decisions.ts'
import { accepts } from './validator.case.ts'

const schema = Type.Object({
  limit: Type.Integer(),
  score: Type.Number(),
  degraded: Type.Boolean(),
  name: Type.String(),
})

describe('readQuery', () => {
  it.each([
    [{ limit: '12' }, { limit: 12 }],
    [{ score: '12.5' }, { score: 12.5 }],
    [{ degraded: 'true' }, { degraded: true }],
    [{ degraded: 'false' }, { degraded: false }],
    [{ name: '12' }, { name: '12' }],
    [{ limit: '' }, { limit: '' }],
    [{ limit: '1e3' }, { limit: '1e3' }],
    [{ limit: '0x10' }, { limit: '0x10' }],
    [{ limit: ' 1' }, { limit: ' 1' }],
    [{ limit: '12.5' }, { limit: '12.5' }],
    [{ degraded: 'TRUE' }, { degraded: 'TRUE' }],
    [{ limit: ['1', '2'] }, { limit: ['1', '2'] }],
    [{ unknown: '1' }, { unknown: '1' }],
    [{ toString: '1' }, { toString: '1' }],
  ])('reads %j as %j', (query, expected) => {
    expect({ ...readQuery(query, schema) }).toEqual(expected)
  })

  it('gives what the search of decisions accepts', () => {
    const read = readQuery(
      { limit: '20', min_risk_score: '70.5', degraded: 'true' },
      decisionSearchSchema,
    )
    expect(accepts(decisionSearchSchema, { ...read })).toBe(true)
    expect(
      accepts(decisionSearchSchema, { ...readQuery({ limit: '201' }, decisionSearchSchema) }),
    ).toBe(false)
  })
})
