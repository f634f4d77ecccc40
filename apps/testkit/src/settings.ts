import type { TestServer } from './start-test-server.ts'

/** Changes settings of a shop that is there; the others stay. In force when it returns. */
export async function changeSettings(
  server: TestServer,
  shop: string,
  settings: object,
): Promise<void> {
  const path = `/v1/shops/${shop}/settings`
  const { body } = await server.get(path, { shop })
  const { version } = body as { version: number }
  const answer = await server.put(path, { version, settings }, { shop })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
}
