/** What a server has recorded is sealed by itself, and every change of what decides is in the log. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '@gatehouse/cli'
import type { AuditEntry } from '@gatehouse/contract'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  changeSettings,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  until,
  type TestServer,
} from '../src/index.ts'

const SEALED_WITHIN_MS = 5000

let server: TestServer
let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-record-'))
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

async function gatehouse(...args: readonly string[]) {
  const printed: string[] = []
  const exitCode = await run(args, {
    env: { DATA_DIR: server.dataDir },
    isInteractive: false,
    print: (text) => void printed.push(text),
    note: (text) => void printed.push(text),
  })
  return { exitCode, printed: printed.join('\n') }
}

async function inDatabase(text: string, ...values: unknown[]): Promise<void> {
  const client = new pg.Client(server.services.database.connection as pg.ClientConfig)
  await client.connect()
  try {
    await client.query(text, values)
  } finally {
    await client.end()
  }
}

async function sealed(): Promise<void> {
  const { recordChain } = server.services.store
  await until(async () => {
    const reports = await Promise.all([recordChain.verify('journal'), recordChain.verify('audit')])
    return reports.every(({ unsealed }) => unsealed === 0)
  })
}

async function audit(shop: string, query = ''): Promise<readonly AuditEntry[]> {
  const { status, body } = await server.get(`/v1/audit?limit=200${query}`, { shop })
  expect(status).toBe(200)
  return (body as { items: AuditEntry[] }).items
}

describe('the journal', () => {
  it('is sealed by the server within five seconds', async () => {
    const { body } = await server.post('/v1/decisions', orderOf(), { shop: 'sealed' })
    const startedMs = performance.now()
    await sealed()
    expect(performance.now() - startedMs).toBeLessThan(SEALED_WITHIN_MS)
    const { exitCode, printed } = await gatehouse('record', 'verify')
    expect(printed).toMatch(/journal +\d+ +\d+/)
    expect(exitCode).toBe(0)
    expect(body).toBeDefined()
  })

  it('does not let itself be changed unseen: the row is named, and an anchor holds', async () => {
    const shop = 'sealed'
    const { body } = await server.post('/v1/decisions', orderOf(), { shop })
    const { id } = body as { id: string }
    await server.post('/v1/decisions', orderOf(), { shop })
    await sealed()
    const file = join(folder, 'anchor.json')
    writeFileSync(file, (await gatehouse('record', 'anchor')).printed)
    expect(await gatehouse('record', 'verify', '--anchor', file)).toMatchObject({ exitCode: 0 })
    await expect(inDatabase('UPDATE journal SET risk_score = 0 WHERE id = $1', id)).rejects.toThrow(
      'journal is only ever added to',
    )
    const behind = `SET session_replication_role = replica; UPDATE journal SET risk_score =
      risk_score + 1 WHERE id = '${id}'`
    await inDatabase(behind)
    const { exitCode, printed } = await gatehouse('record', 'verify', '--anchor', file)
    expect(exitCode).toBe(1)
    expect(printed).toMatch(new RegExp(`${id} \\(seal \\d+\\) was changed since it was sealed`))
    await inDatabase(behind.replace('+ 1', '- 1'))
    expect(await gatehouse('record', 'verify')).toMatchObject({ exitCode: 0 })
  })

  it('has nothing to say to what is no anchor', async () => {
    const file = join(folder, 'none.json')
    writeFileSync(file, '{}')
    const { exitCode, printed } = await gatehouse('record', 'verify', '--anchor', file)
    expect(exitCode).toBe(1)
    expect(printed).toContain('holds no anchor')
  })
})

describe('the audit log', () => {
  const shop = 'audited'

  it('says who changed what, when and why, for each kind of change', async () => {
    await server.post('/v1/decisions', orderOf(), { shop })
    const made = await gatehouse(
      ...`admin key create --shop ${shop} --name analyst --scopes admin`.split(' '),
    )
    const key = /gh_[\w-]{43}/.exec(made.printed)![0]
    const id = /key ([\w-]{36})/.exec(made.printed)![1]!
    await until(async () => (await server.get('/v1/lists', { key })).status === 200)
    const path = `/v1/shops/${shop}/settings`
    const { version } = (await server.get(path, { key })).body as { version: number }
    const note = 'the first weeks'
    await server.put(path, { version, settings: { mode: 'observe' }, note }, { key })
    await server.post('/v1/lists/blocked_emails/items', { value: 'm@example.com' }, { key })
    const ruleset = declineAbove(500)
    const draft = await server.put('/v1/rulesets/starter/draft', { ruleset }, { key })
    const { draft: number } = draft.body as { draft: number }
    const publish = { version: number, note: 'reviewed', confirm: true }
    await server.post('/v1/rulesets/starter/publish', publish, { key })
    const day = new Date(Date.now() + 86_400_000).toISOString()
    const snooze = { rule: 'dear', entity: 'email', value: 'a@example.com', until: day, why: 'vip' }
    const snoozed = await server.post('/v1/snoozes', snooze, { key })
    await server.delete(`/v1/snoozes/${(snoozed.body as { id: string }).id}`, { key })
    await gatehouse('circle', 'create', 'shoes')
    await gatehouse('circle', 'share', 'shoes', '--shop', shop, '--list', 'blocked_emails')
    await gatehouse('admin', 'key', 'revoke', id, '--shop', shop)

    const entries = await audit(shop)
    const own = entries.filter(({ by }) => by === 'analyst')
    expect(own.map(({ kind, subject, action }) => [kind, subject, action])).toEqual([
      ['snooze', 'dear', 'deleted'],
      ['snooze', 'dear', 'created'],
      ['ruleset', `starter@${number}`, 'published'],
      ['ruleset', `starter@${number - 1}`, 'retired'],
      ['ruleset', `starter@${number}`, 'drafted'],
      ['list', 'blocked_emails', 'changed'],
      ['settings', `settings@${version + 1}`, 'changed'],
    ])
    expect(own.at(-1)).toMatchObject({
      note,
      before: { mode: 'enforce' },
      after: { mode: 'observe' },
    })
    expect(entries.filter(({ kind }) => kind === 'circle')).toMatchObject([
      { subject: 'shoes', action: 'joined', after: { lists: ['blocked_emails'], labels: false } },
    ])
    const keys = entries.filter(({ kind }) => kind === 'key')
    expect(keys.map(({ subject, action }) => [subject, action])).toEqual([
      [id, 'revoked'],
      [id, 'created'],
    ])
    expect(keys[0]!.by).toMatch(/^command line \(/)
    expect(JSON.stringify(entries)).not.toContain(key)
    expect(JSON.stringify(entries)).not.toContain('example.com')
  })

  it('is searched by kind, by who, by time and by any text, in pages', async () => {
    const all = await audit(shop)
    expect(new Set((await audit(shop, '&kind=list')).map(({ kind }) => kind))).toEqual(
      new Set(['list']),
    )
    expect(await audit(shop, '&by=analyst&kind=ruleset')).toHaveLength(3)
    expect(await audit(shop, '&q=FIRST%20weeks')).toHaveLength(1)
    const middle = all[Math.floor(all.length / 2)]!.at
    const older = await audit(shop, `&to=${encodeURIComponent(middle)}`)
    const newer = await audit(shop, `&from=${encodeURIComponent(middle)}`)
    expect(older.length + newer.length).toBe(all.length)
    const paged: AuditEntry[] = []
    let cursor = ''
    do {
      const { body } = await server.get(`/v1/audit?limit=3${cursor}`, { shop })
      const page = body as { items: AuditEntry[]; next_cursor: string | null }
      paged.push(...page.items)
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
    } while (cursor !== '')
    expect(paged).toEqual(all)
    expect((await server.get('/v1/audit?cursor=AAAA', { shop })).status).toBe(422)
    expect((await audit('sealed')).some(({ by }) => by === 'analyst')).toBe(false)
  })

  it('has what somebody did past us, by the user of the database', async () => {
    await inDatabase(`UPDATE rulesets SET document = jsonb_set(document, '{rules}', '[]')
      WHERE shop_id = '${shop}' AND name = 'starter' AND state = 'published'`)
    const [entry] = await audit(shop)
    expect(entry).toMatchObject({ kind: 'ruleset', action: 'written_over', after: { rules: 0 } })
    expect(entry!.by).toMatch(/^database user /)
    await expect(inDatabase('DELETE FROM audit_log')).rejects.toThrow('only ever added to')
  })

  it('is sealed as the journal is, and printed at the command line', async () => {
    await putLive(server, declineAbove(900), shop)
    await changeSettings(server, shop, { mode: 'enforce' })
    await sealed()
    const { printed } = await gatehouse('audit', '--shop', shop, '--kind', 'key')
    expect(printed).toMatch(/revoked/)
    const lines = (await gatehouse('audit', '--shop', shop, '--json', '--limit', '5')).printed
    expect(lines.split('\n')).toHaveLength(5)
    await inDatabase(`SET session_replication_role = replica; UPDATE audit_log SET actor = 'nobody'
      WHERE shop_id = '${shop}' AND action = 'revoked'`)
    const verified = await gatehouse('record', 'verify')
    expect(verified.exitCode).toBe(1)
    expect(verified.printed).toMatch(/audit, the first one first:\n.* was changed since/)
    expect((await gatehouse('audit', '--kind', 'keys')).exitCode).toBe(2)
  })
})
