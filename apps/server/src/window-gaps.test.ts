import { describe, expect, it } from 'vitest'
import { gapsOf } from './window-gaps.ts'

const version = (changedAtMs: number, settings: object) => ({ changedAtMs, settings })
const NONE = -Infinity

describe('what windows lack that were rebuilt at 1000', () => {
  it.each([
    ['of a shop that keeps all', [version(10, {})], NONE],
    ['of one that keeps little', [version(10, { privacy: 'minimal' })], 1000],
    ['of one that was made since', [version(1001, { privacy: 'minimal' })], NONE],
    [
      'of one that keeps little since',
      [version(1500, { privacy: 'minimal' }), version(10, {})],
      NONE,
    ],
    [
      'of one that kept little until 500',
      [version(500, {}), version(10, { privacy: 'minimal' })],
      500,
    ],
    [
      'of one that kept little until 1500: memory knows from 1000 on',
      [version(1500, {}), version(10, { privacy: 'minimal' })],
      1000,
    ],
    [
      'of one that went back and forth',
      [version(900, {}), version(700, { privacy: 'minimal' }), version(10, { privacy: 'minimal' })],
      900,
    ],
  ])('%s', (_what, versions, unkeptThroughMs) => {
    expect(gapsOf(versions, 1000)).toEqual({ unkeptThroughMs, otherCurrencyThroughMs: NONE })
  })

  it('are amounts in another currency than today’s, whenever they were rebuilt', () => {
    const versions = [
      version(1500, { currency: 'EUR', mode: 'observe' }),
      version(1400, { currency: 'EUR' }),
      version(600, { currency: 'USD' }),
      version(10, { currency: 'EUR' }),
    ]
    expect(gapsOf(versions, 1000)).toMatchObject({ otherCurrencyThroughMs: 1400 })
    expect(gapsOf(versions.slice(2), 1000)).toMatchObject({ otherCurrencyThroughMs: 600 })
    expect(gapsOf(versions.slice(3), 1000)).toMatchObject({ otherCurrencyThroughMs: NONE })
  })
})
