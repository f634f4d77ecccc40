import { expect, it } from 'vitest'
import { createLogger } from './logger.ts'

function logged(error: unknown): Record<string, unknown> {
  let line = ''
  const logger = createLogger('info', { write: (text) => void (line += text) })
  logger.error({ err: error }, 'a request failed')
  return JSON.parse(line) as Record<string, unknown>
}

it('an error is logged by its message, code and place', () => {
  const error = Object.assign(new Error('the database refuses'), { code: '23514' })
  expect(logged(error)).toMatchObject({
    level: 50,
    msg: 'a request failed',
    err: { type: 'Error', message: 'the database refuses', code: '23514' },
  })
  expect(JSON.stringify(logged(error))).toContain('logger.test.ts')
})

it('the row that a database quotes is not logged, nor that of a cause', () => {
  const row = { detail: 'Failing row contains (Erika Mustermann)', where: 'COPY line 1: Erika' }
  const cause = Object.assign(new Error('new row violates a constraint'), row)
  const error = Object.assign(new Error('not stored', { cause }), row)
  const line = JSON.stringify(logged(error))
  expect(line).toContain('new row violates a constraint')
  expect(line).not.toContain('Erika')
})

it('what is thrown and is no error is named by its type', () => {
  expect(logged('Erika')).toMatchObject({ err: { type: 'string' } })
})
