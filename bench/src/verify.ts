/**
 * Decides many orders through the gate, in a shop that changes its rules, lists and settings
 * meanwhile, makes every stored decision again and compares (`gatehouse --run bench/src/verify.ts
 * [DECISIONS]`; 1,000,000 when absent, which takes an hour). Exit code 1 when any decision differs.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, startServer, verifyDecisions, type Server } from '@gatehouse/server'
import { benchOrder, seeded } from './orders.ts'

const DECISIONS = Number(process.argv[2] ?? 1_000_000)
const SHOP = 'bench'
const AT_ONCE = 64
/** After so many orders the shop changes something. */
const CHANGE_EVERY = 2_000
const AGAIN_MS = 1000

async function call(server: Server, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${server.apiKey}`,
      'gatehouse-shop': SHOP,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = await response.text()
  // A busy machine: the server says so, and that waiting helps.
  if (response.status === 503) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    return call(server, method, path, body)
  }
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer}`)
  return answer === '' ? null : JSON.parse(answer)
}

/** In turns: an item on a list, a new version of the rules, other settings, a person's override. */
async function change(server: Server, turn: number, lastId: string): Promise<void> {
  const kind = turn % 4
  if (kind === 0) {
    const value = `d-${turn}`
    await call(server, 'POST', '/v1/lists/blocked_devices/items', { value, source: 'bench' })
  }
  if (kind === 1) {
    const path = '/v1/rulesets/starter'
    const { ruleset } = (await call(server, 'GET', `${path}/versions/1`)) as {
      ruleset: { thresholds: object }
    }
    const thresholds = { ...ruleset.thresholds, reject_below: 25 + (turn % 10) }
    const body = { ruleset: { ...ruleset, thresholds } }
    const { draft } = (await call(server, 'PUT', `${path}/draft`, body)) as { draft: number }
    await call(server, 'POST', `${path}/publish`, { version: draft, confirm: true })
  }
  if (kind === 2) {
    const path = `/v1/shops/${SHOP}/settings`
    const { version } = (await call(server, 'GET', path)) as { version: number }
    await call(server, 'PUT', path, { version, settings: { let_through_percent: turn % 5 } })
  }
  if (kind === 3) {
    const outcome = turn % 8 === 3 ? 'approve' : 'decline'
    await call(server, 'POST', `/v1/decisions/${lastId}/override`, { outcome, why: 'bench' })
  }
}

async function generate(server: Server): Promise<void> {
  const random = seeded(7)
  const { gateway } = server.services
  const orders = () => Array.from({ length: AT_ONCE }, () => benchOrder(random, 20_000))
  let turn = 0
  for (let done = 0; done < DECISIONS; done += AT_ONCE) {
    const answers = await Promise.all(
      orders().map((event) =>
        gateway.decide({ shopId: SHOP, event, type: 'purchase', reservation: null }),
      ),
    )
    if (Math.floor(done / CHANGE_EVERY) <= turn) continue
    turn++
    const [first] = answers
    const lastId = first?.state === 'stored' ? (first.ruling?.id ?? '') : ''
    await change(server, turn, lastId)
  }
}

const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-bench-verify-'))
const server = await startServer(
  readConfig({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' }),
  (stage) => console.log(stage),
)
try {
  await call(server, 'POST', '/v1/decisions', benchOrder(seeded(1)))
  const startedMs = performance.now()
  await generate(server)
  const seconds = (performance.now() - startedMs) / 1000
  console.log(`${DECISIONS} decisions made and stored in ${seconds.toFixed(1)} s`)
  const report = await verifyDecisions(server.services.store, {
    shopId: SHOP,
    fromMs: 0,
    toMs: Date.now(),
    limit: Infinity,
    onProgress() {},
  })
  const { differences, unreplayed, ...figures } = report
  console.log(JSON.stringify(figures, null, 2))
  console.log(differences.slice(0, 3), unreplayed.slice(0, 3))
  process.exitCode = report.different === 0 && report.decisions >= DECISIONS ? 0 : 1
} finally {
  await server.close()
  rmSync(dataDir, { recursive: true, force: true })
}
