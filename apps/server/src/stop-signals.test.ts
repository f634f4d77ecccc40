import { expect, it } from 'vitest'
import { graceAfter, NO_GRACE } from './stop-signals.ts'

it('a supervisor leaves time for balancers unless nobody is connected, a person waits for nothing', () => {
  expect(graceAfter('SIGTERM', null)).toEqual({ graceMs: 3000, isEndedByQuiet: true })
  expect(graceAfter('SIGINT', null)).toEqual(NO_GRACE)
  expect(graceAfter('SIGHUP', null)).toEqual(NO_GRACE)
})

it('what is set is kept to, whatever the signal and however quiet it is', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    expect(graceAfter(signal, 8000)).toEqual({ graceMs: 8000, isEndedByQuiet: false })
  }
})
