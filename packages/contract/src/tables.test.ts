import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ERROR_CODES, ERRORS, problem, problemSchema, renderErrors } from './errors.ts'
import { renderReasons, REASON_CODES, REASONS } from './reasons.ts'
import { complaints } from './validator.case.ts'

function readDoc(name: string): string {
  return readFileSync(new URL(`../../../docs/reference/${name}`, import.meta.url), 'utf8')
}

describe('errors', () => {
  it('docs/reference/errors.md is the table', () => {
    expect(readDoc('errors.md')).toBe(renderErrors())
  })

  it.each(ERROR_CODES)('%s makes a problem that fits the schema', (code) => {
    const issue = { pointer: '/order/amount', code: 'wrong_type', message: 'must be a number' }
    const body = problem(code, { instance: 'req-1', issues: [issue] })
    expect(complaints(problemSchema, body)).toEqual([])
    expect(body.status).toBe(ERRORS[code].status)
    expect(body.detail).not.toBe('')
  })

  it('cuts what is too long and leaves out what is empty', () => {
    const issues = Array.from({ length: 50 }, () => ({ pointer: '', code: 'c', message: 'm' }))
    const long = problem('invalid_body', { detail: 'x'.repeat(5000), issues })
    expect(complaints(problemSchema, long)).toEqual([])
    expect(problem('internal', { issues: [] })).not.toHaveProperty('errors')
  })
})

describe('reasons', () => {
  it('docs/reference/reasons.md is the table', () => {
    expect(readDoc('reasons.md')).toBe(renderReasons())
  })

  it.each(REASON_CODES)('%s is upper snake case and has a text in both languages', (code) => {
    expect(code).toMatch(/^[A-Z][A-Z0-9_]{1,62}$/)
    expect(REASONS[code].en).toMatch(/^\S.*[^.\s]$/)
    expect(REASONS[code].de).toMatch(/^\S.*[^.\s]$/)
  })
})
