/**
 * What sealing the record costs: CPU of the server and of PostgreSQL for each order with it and
 * without, in turns, the size of the seals, and how fast they are verified
 * (`gatehouse --run bench/src/seal.ts [ORDERS]`; 24,000 when absent).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startTestServer, type TestServer } from '@gatehouse/testkit'
import pg from 'pg'
import { benchOrder, seeded } from './orders.ts'

const ORDERS = Number(process.argv[2] ?? 24_000)
const TURNS = 12
const AT_ONCE = 64
/** Of Linux. */
const TICKS_PER_SECOND = 100

interface Cpu {
  readonly node: number
  readonly postgres: number
}

/** Seconds of CPU of this process, and of every server process of the database, ended ones too. */
function cpu(postmaster: number): Cpu {
  const { user, system } = process.cpuUsage()
  let ticks = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
      const isPostmaster = Number(pid) === postmaster
      if (!isPostmaster && Number(fields[1]) !== postmaster) continue
      ticks += Number(fields[11]) + Number(fields[12])
      if (isPostmaster) ticks += Number(fields[13]) + Number(fields[14])
    } catch {
      // It has ended meanwhile.
    }
  }
  return { node: (user + system) / 1e6, postgres: ticks / TICKS_PER_SECOND }
}

async function decideSome({ services }: TestServer, random: () => number, count: number) {
  for (let done = 0; done < count; done += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, () =>
        services.gateway.decide({
          shopId: 'default',
          event: benchOrder(random, 20_000),
          type: 'purchase',
          reservation: null,
        }),
      ),
    )
  }
}

const server = await startTestServer()
try {
  const { recordChain } = server.services.store
  const seal = recordChain.seal.bind(recordChain)
  const chain = recordChain as { seal: typeof seal }
  const pidFile = join(server.dataDir, 'postgres', 'postmaster.pid')
  const postmaster = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
  const random = seeded(11)
  chain.seal = async () => 0
  await decideSome(server, random, Math.min(4_000, ORDERS))
  const spent = { with: { node: 0, postgres: 0 }, without: { node: 0, postgres: 0 } }
  const each = Math.ceil(ORDERS / TURNS / AT_ONCE) * AT_ONCE
  while ((await seal(Date.now())) > 0);
  for (let turn = 0; turn < TURNS; turn++) {
    const isSealing = turn % 2 === 0
    const before = cpu(postmaster)
    await decideSome(server, random, each)
    if (isSealing) while ((await seal(Date.now())) > 0);
    const after = cpu(postmaster)
    const sum = spent[isSealing ? 'with' : 'without']
    sum.node += after.node - before.node
    sum.postgres += after.postgres - before.postgres
    // What was not sealed in this turn costs the next one nothing.
    if (!isSealing) while ((await seal(Date.now())) > 0);
  }
  const orders = (each * TURNS) / 2
  for (const [name, { node, postgres }] of Object.entries(spent)) {
    const micros = (seconds: number) => ((seconds * 1e6) / orders).toFixed(0)
    console.log(`${name}: server ${micros(node)} us, PostgreSQL ${micros(postgres)} us an order`)
  }
  const startedMs = performance.now()
  const report = await recordChain.verify('journal')
  const seconds = (performance.now() - startedMs) / 1000
  const rate = Math.round(report.rows / seconds)
  console.log(
    `verified ${report.rows} rows in ${seconds.toFixed(2)} s: ${rate} rows/s, ${report.findings_total} findings`,
  )
  const client = new pg.Client(server.services.database.connection as pg.ClientConfig)
  await client.connect()
  const { rows } = await client.query<{ bytes: string }>(
    `SELECT pg_total_relation_size('seals') AS bytes`,
  )
  await client.end()
  const bytes = Number(rows[0]!.bytes) / report.rows
  console.log(`${report.seals} seals, ${bytes.toFixed(1)} bytes a row`)
} finally {
  await server.close()
}
