/**
 * `npm run bench`: every figure that Gatehouse promises, measured in one run. Ratios compare things
 * side by side, because machines differ and are shared. `-- --json FILE` keeps the figures;
 * `-- NAME ...` runs only some. Longer ones run on their own: `gatehouse --run bench/src/NAME.ts`
 * with `windows`, `reference`, `record`, `counterfactual`, `store`, `spool`, `verify`, `model`,
 * `training`, `training-memory`, `training-latency`.
 */
import { cpus, totalmem } from 'node:os'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { benchColumns } from './columns.ts'
import { benchExpression } from './expression.ts'
import { benchFootprint } from './footprint.ts'
import { benchGateway } from './gateway.ts'
import { benchHttp } from './http.ts'
import { benchLists } from './lists.ts'
import { benchOrderLatency } from './order-latency.ts'
import { benchRebuild } from './rebuild.ts'
import { windowFootprint } from './window-footprint.ts'

/** One promise and what was measured. */
interface Line {
  readonly what: string
  readonly measured: number
  readonly unit: string
  readonly atLeast?: number
  readonly atMost?: number
}

interface Part {
  readonly name: string
  run(): Promise<readonly Line[]>
}

const PARTS: readonly Part[] = [
  {
    name: 'expression',
    async run() {
      const { timesCelJs, timesJsonRulesEngine, oursMicros } = await benchExpression()
      return [
        { what: '25 rules over 80 signals, one event', measured: oursMicros, unit: 'us' },
        { what: 'times @marcbachmann/cel-js', measured: timesCelJs, unit: 'x', atLeast: 3 },
        { what: 'times json-rules-engine', measured: timesJsonRulesEngine, unit: 'x', atLeast: 50 },
      ]
    },
  },
  {
    name: 'columns',
    async run() {
      const { millis } = benchColumns()
      return [
        {
          what: '50 rules x 1,000,000 rows, one thread',
          measured: millis,
          unit: 'ms',
          atMost: 1000,
        },
      ]
    },
  },
  {
    name: 'windows',
    async run() {
      const { mbPerMillionEvents, mbPerMillionEntities } = windowFootprint(1_000_000, 1)
      return [
        {
          what: 'windows, each million orders',
          measured: mbPerMillionEvents,
          unit: 'MB',
          atMost: 240,
        },
        {
          what: 'windows, each million entities, ten new ones with each order',
          measured: mbPerMillionEntities,
          unit: 'MB',
          atMost: 24,
        },
      ]
    },
  },
  {
    name: 'lists',
    async run() {
      const { v4, v6, tokenMicros } = benchLists()
      const ranges = (
        name: string,
        { lookUpMicros, tablesMb, buildMillis, sliceMillis }: typeof v4,
      ) => [
        {
          what: `an address in 1,000,000 ${name} networks`,
          measured: lookUpMicros,
          unit: 'us',
          atMost: 2,
        },
        { what: `tables of these networks`, measured: tablesMb, unit: 'MB', atMost: 64 },
        { what: `sorting and cutting them`, measured: buildMillis, unit: 'ms' },
        { what: `the longest slice of that`, measured: sliceMillis, unit: 'ms' },
      ]
      return [
        ...ranges('IPv4', v4),
        ...ranges('IPv6', v6),
        { what: 'a token in 1,000,000', measured: tokenMicros, unit: 'us', atMost: 2 },
      ]
    },
  },
  {
    name: 'gateway',
    async run() {
      const result = await benchGateway()
      return [
        {
          what: `windows and decide, 25 rules, 80 signals`,
          measured: result.decidesWithWindowsPerSecond,
          unit: '/s',
          atLeast: 20_000,
        },
        {
          what: `decide alone, ${result.rules} rules, ${result.signals} signals`,
          measured: result.decidesPerSecond,
          unit: '/s',
        },
        {
          what: 'observe with all look-ups and decide',
          measured: result.observedAndDecidedPerSecond,
          unit: '/s',
        },
        { what: 'the whole way, nothing stored', measured: result.gatewayPerSecond, unit: '/s' },
      ]
    },
  },
  {
    name: 'latency',
    async run() {
      const { p50Micros, p99Micros } = await benchOrderLatency()
      return [
        { what: 'observe and decide, p50', measured: p50Micros, unit: 'us', atMost: 150 },
        { what: 'observe and decide, p99', measured: p99Micros, unit: 'us', atMost: 1000 },
      ]
    },
  },
  {
    name: 'http',
    async run() {
      const { ratio, oursPerSecond, barePerSecond, paced, barePaced, refused } = await benchHttp()
      return [
        { what: 'durable decisions over HTTP', measured: oursPerSecond, unit: '/s', atLeast: 1000 },
        { what: 'bare route that commits the same bytes', measured: barePerSecond, unit: '/s' },
        {
          what: 'of the throughput of the bare route',
          measured: ratio * 100,
          unit: '%',
          atLeast: 60,
        },
        { what: 'at 500/s, median', measured: paced.p50Ms, unit: 'ms', atMost: 3 },
        { what: 'at 500/s, 99th percentile', measured: paced.p99Ms, unit: 'ms', atMost: 15 },
        { what: 'bare route at 500/s, median', measured: barePaced.p50Ms, unit: 'ms' },
        { what: 'bare route at 500/s, 99th percentile', measured: barePaced.p99Ms, unit: 'ms' },
        { what: 'requests not answered 2xx', measured: refused, unit: '', atMost: 0 },
      ]
    },
  },
  {
    name: 'rebuild',
    async run() {
      const { seconds, bytesPerEvent } = await benchRebuild(1_000_000)
      return [
        {
          what: 'windows of 1,000,000 events from the journal',
          measured: seconds,
          unit: 's',
          atMost: 10,
        },
        { what: 'memory for each of them', measured: bytesPerEvent, unit: 'B', atMost: 200 },
      ]
    },
  },
  {
    name: 'footprint',
    async run() {
      const rest = await benchFootprint()
      return [
        {
          what: 'installed, development packages included',
          measured: rest.installedMb,
          unit: 'MB',
          atMost: 700,
        },
        {
          what: 'first start to first decision',
          measured: rest.firstDecisionSeconds,
          unit: 's',
          atMost: 60,
        },
        { what: 'later start to first decision', measured: rest.nextDecisionSeconds, unit: 's' },
        { what: 'Node at rest', measured: rest.nodeMb, unit: 'MB', atMost: 300 },
        { what: 'with PostgreSQL', measured: rest.allMb, unit: 'MB', atMost: 450 },
      ]
    },
  },
]

function verdict({ measured, atLeast, atMost }: Line): string {
  if (atLeast !== undefined) return measured >= atLeast ? 'ok' : `MISSED (at least ${atLeast})`
  if (atMost !== undefined) return measured <= atMost ? 'ok' : `MISSED (at most ${atMost})`
  return ''
}

function shown(value: number): string {
  return value >= 100
    ? Math.round(value).toLocaleString('en-US')
    : value.toFixed(value >= 10 ? 1 : 2)
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'string' } },
    allowPositionals: true,
  })
  const unknown = positionals.filter((name) => PARTS.every((part) => part.name !== name))
  if (unknown.length > 0) {
    const known = PARTS.map(({ name }) => name).join(', ')
    console.error(`there is no benchmark \`${unknown[0]}\`; there are ${known}`)
    process.exit(2)
  }
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
  console.log(machine)
  const results: Record<string, readonly Line[]> = {}
  for (const part of PARTS) {
    if (positionals.length > 0 && !positionals.includes(part.name)) continue
    console.log(`\n${part.name}`)
    const lines = await part.run()
    results[part.name] = lines
    for (const line of lines) {
      console.log(
        `  ${line.what.padEnd(52)} ${`${shown(line.measured)} ${line.unit}`.padStart(12)}  ${verdict(line)}`,
      )
    }
  }
  if (values.json !== undefined) {
    writeFileSync(
      values.json,
      `${JSON.stringify({ machine, at: new Date().toISOString(), results }, null, 2)}\n`,
    )
  }
}

await main()
