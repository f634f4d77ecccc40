/** A server that cannot start says why and what to do, in a line, and ends with exit code 1. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '@gatehouse/store'
import { START_TIMEOUT_MS, startOwnServer, type OwnServer } from './own-server.ts'
import { gatehouseIn, linkTables } from './terminal.ts'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'

let own: OwnServer
let folder = ''
beforeAll(async () => {
  own = await startOwnServer()
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-start-'))
}, START_TIMEOUT_MS)
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await own.close()
})

async function serve(env: Record<string, string>): Promise<string> {
  const { exitCode, noted } = await gatehouseIn({ ...own.env, PORT: '0', ...env }, 'serve')
  expect(exitCode).toBe(1)
  return noted
}

it('with another secret than the database was made with', async () => {
  const noted = await serve({ GATEHOUSE_SECRET: 'another secret of thirty-two characters' })
  expect(noted).toBe(
    'gatehouse: this database was made with another GATEHOUSE_SECRET: set the one it was made with',
  )
})

it('on a port that is taken', async () => {
  const { port } = new URL(own.server.url)
  const noted = await serve({ PORT: port })
  expect(noted).toBe(
    `gatehouse: port ${port} of \`127.0.0.1\` is taken: stop what listens there, or set \`PORT\` (0: any free port)`,
  )
})

it('at an address that the machine does not have', async () => {
  const noted = await serve({ HOST: '192.0.2.1' })
  expect(noted).toMatch(/^gatehouse: `HOST` is `192\.0\.2\.1`, which is no address .*\n?.*$/)
  expect(noted).not.toContain('    at ')
})

it('in a data folder that cannot be written', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const noted = await serve({ DATA_DIR: join(file, 'data') })
  expect(noted).toBe(
    `gatehouse: the data folder \`${file}/data\` cannot be written (ENOTDIR): make it writable, or set \`DATA_DIR\``,
  )
})

it('without a database that answers, and never shows its password', async () => {
  const dataDir = join(folder, 'external')
  linkTables(dataDir)
  const DATABASE_URL = 'postgresql://gatehouse:hunter2@127.0.0.1:1/gatehouse'
  const noted = await serve({ DATA_DIR: dataDir, DATABASE_URL })
  expect(noted).toBe(
    'gatehouse: the database of `DATABASE_URL` cannot be reached (ECONNREFUSED): is PostgreSQL running there?',
  )
  const debugged = await serve({ DATA_DIR: dataDir, DATABASE_URL, LOG_LEVEL: 'debug' })
  expect(debugged).toMatch(/\n +at /)
  expect(debugged).not.toContain('hunter2')
})

it('with every wrong setting at once', async () => {
  const noted = await serve({ PORT: 'http', LOG_LEVEL: 'loud' })
  expect(noted.split('\n')).toHaveLength(2)
})

it('with windows that it cannot read', async () => {
  const nowMs = Date.now()
  await own.server.services.store.journal.append({
    id: newId(nowMs),
    shopId: 'default',
    kind: 'event',
    receivedAtMs: nowMs,
    eventTimeMs: nowMs,
    checkpoint: null,
    eventType: 'login',
    eventId: null,
    transactionId: null,
    outcome: null,
    riskScore: null,
    isDegraded: false,
    rulesetVersion: null,
    rescoredFrom: null,
    window: new Uint8Array(64).fill(255),
    eventJson: Buffer.from('{}'),
    decisionJson: null,
    shadow: null,
    sealed: null,
  })
  expect(await serve({})).toMatch(
    /^gatehouse: the journal holds 1 window event that this version cannot read: start the version /,
  )
})
