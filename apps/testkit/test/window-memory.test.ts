/** The memory of windows is a setting, and each shop's windows come back as its own. */
import { readConfig, startServer } from '@gatehouse/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

const MEBIBYTE = 2 ** 20

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ WINDOW_MEMORY_MB: '48' })
}, START_TIMEOUT_MS)
afterAll(() => server.close())

it('is what was set, as the measurements tell', async () => {
  const { body } = await server.get('/metrics')
  const valueOf = (name: string) =>
    Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(String(body))?.[1])
  expect(valueOf('gatehouse_window_bytes_max')).toBe(48 * MEBIBYTE)
  expect(valueOf('gatehouse_link_bytes_max')).toBe(24 * MEBIBYTE)
  expect(valueOf('gatehouse_window_bytes')).toBeLessThan(48 * MEBIBYTE)
})

it('holds the windows of each shop after a restart as before it', async () => {
  const ordersBy = (signals: unknown) =>
    (signals as Record<string, number>)['velocity.orders_by_account_30d']
  for (const [shop, orders] of [
    ['north', 5],
    ['south', 2],
  ] as const) {
    for (let n = 0; n < orders; n++) {
      await server.post('/v1/decisions', orderOf({ userId: 'same' }), { shop })
    }
  }
  const again = await startServer(
    readConfig({ LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: server.dataDir }),
  )
  try {
    for (const [shop, orders] of [
      ['north', 5],
      ['south', 2],
      ['west', 0],
    ] as const) {
      const response = await fetch(`${again.url}/v1/decisions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.apiKey}`,
          'gatehouse-shop': shop,
          'content-type': 'application/json',
        },
        body: JSON.stringify(orderOf({ userId: 'same' })),
      })
      const { signals, estimated } = (await response.json()) as Record<string, unknown>
      expect([shop, ordersBy(signals), estimated]).toEqual([shop, orders, []])
    }
  } finally {
    await again.close()
  }
}, 60_000)
