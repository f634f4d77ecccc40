import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

describe('TRUSTED_PROXY_HEADER', () => {
  it('is one of two, X-Forwarded-For when nothing is said', () => {
    expect(readConfig({}).trustedProxyHeader).toBe('x-forwarded-for')
    const config = readConfig({ TRUSTED_PROXY_HEADER: 'Forwarded' })
    expect(config.trustedProxyHeader).toBe('forwarded')
    const read = () => readConfig({ TRUSTED_PROXY_HEADER: 'X-Real-IP' })
    expect(read).toThrow('`TRUSTED_PROXY_HEADER` is `X-Real-IP`: give one of x-forwarded-for')
  })
})

describe('TRUSTED_PROXIES', () => {
  it('are addresses and ranges, with commas or blanks between them', () => {
    const { trustedProxies } = readConfig({
      TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.7 2001:db8::/32,loopback',
    })
    expect(trustedProxies).toEqual(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', 'loopback'])
    expect(readConfig({}).trustedProxies).toEqual([])
  })

  it.each(['proxy.example.com', '10.0.0.0/33', '0.0.0.0/0', '10.0.0', '::/129', 'true', '1', '*'])(
    'that say `%s` are refused by name',
    (proxy) => {
      const read = () => readConfig({ TRUSTED_PROXIES: `192.0.2.7,${proxy}` })
      expect(read).toThrow(ConfigError)
      expect(read).toThrow(`\`TRUSTED_PROXIES\` holds \`${proxy}\`: give addresses or ranges`)
    },
  )
})

describe('SHUTDOWN_GRACE_MS', () => {
  it('is a number of milliseconds, and up to the signal when nothing is said', () => {
    expect(readConfig({}).shutdownGraceMs).toBeNull()
    expect(readConfig({ SHUTDOWN_GRACE_MS: '0' }).shutdownGraceMs).toBe(0)
    expect(readConfig({ SHUTDOWN_GRACE_MS: '15000' }).shutdownGraceMs).toBe(15_000)
  })

  it.each(['-1', '1.5', '10s', '600001'])('that says `%s` is refused', (text) => {
    const read = () => readConfig({ SHUTDOWN_GRACE_MS: text })
    expect(read).toThrow(`\`SHUTDOWN_GRACE_MS\` is \`${text}\`: give milliseconds from 0 to 600000`)
  })
})

describe('SPOOL_MAX_MB', () => {
  it('is the room of the spool, 256 when nothing is said, and 0 for none', () => {
    expect(readConfig({}).spoolBytes).toBe(256 * 2 ** 20)
    expect(readConfig({ SPOOL_MAX_MB: '1' }).spoolBytes).toBe(2 ** 20)
    expect(readConfig({ SPOOL_MAX_MB: '0' }).spoolBytes).toBe(0)
  })

  it.each(['-1', '1.5', '1g', '65537'])('that says `%s` is refused', (text) => {
    const read = () => readConfig({ SPOOL_MAX_MB: text })
    expect(read).toThrow(`\`SPOOL_MAX_MB\` is \`${text}\`: give a whole number from 0`)
  })
})

describe('WINDOW_MEMORY_MB', () => {
  it('is the memory of all windows, 256 when nothing is said', () => {
    expect(readConfig({}).windowBytes).toBe(256 * 2 ** 20)
    expect(readConfig({ WINDOW_MEMORY_MB: '1024' }).windowBytes).toBe(2 ** 30)
  })

  it.each(['1', '0', '-5', '99.5', '1g', '65537'])('that says `%s` is refused', (text) => {
    const read = () => readConfig({ WINDOW_MEMORY_MB: text })
    expect(read).toThrow(`\`WINDOW_MEMORY_MB\` is \`${text}\`: give a whole number from`)
  })
})
