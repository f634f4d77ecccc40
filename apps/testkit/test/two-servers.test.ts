/** Two servers on one database act on one order at once. */
import type { Decision } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  declineAbove,
  networkToPostgres,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  until,
  type NetworkToPostgres,
  type TestServer,
} from '../src/index.ts'

const SECRETS = {
  GATEHOUSE_SECRET: 'two-servers-test-secret-two-servers-test-secret',
  GATEHOUSE_API_KEY: 'two-servers-test-key-two-servers-test-key-two',
}
const ORDERS = 12

let servers: readonly TestServer[]
let network: NetworkToPostgres
beforeAll(async () => {
  const first = await startTestServer(SECRETS)
  network = await networkToPostgres(first.dataDir)
  servers = [first, await startTestServer({ ...SECRETS, DATABASE_URL: network.databaseUrl })]
  const ruleset = declineAbove(100, {
    actions: { approve: [{ kind: 'capture' }], decline: [{ kind: 'void' }] },
  })
  await putLive(first, ruleset, 'default')
  // The other one hears of it by the database.
  await until(async () => (await decide(servers[1]!)).versions.ruleset === 'starter@2')
}, START_TIMEOUT_MS)
afterAll(async () => {
  await servers[1]!.close()
  await network.close()
  await servers[0]!.close()
})

async function decide(server: TestServer): Promise<Decision> {
  return (await server.post('/v1/decisions', orderOf({ amount: 500 }))).body as Decision
}

it('asks once for what two persons at two servers want done at the same moment', async () => {
  for (let count = 0; count < ORDERS; count++) {
    const { id } = await decide(servers[count % 2]!)
    const body = { outcome: 'approve', why: 'both were called' }
    const answers = await Promise.all(
      servers.map((server) => server.post(`/v1/decisions/${id}/override`, body)),
    )
    const asked = answers.flatMap((answer) => (answer.body as Decision).actions)
    expect(asked.filter(({ kind }) => kind === 'capture')).toHaveLength(1)
  }
})
