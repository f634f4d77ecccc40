import { createHash } from 'node:crypto'
import { CliError } from '../cli-error.ts'
import { compileMapping } from '../mapping/compile-mapping.ts'
import { readYaml } from '../read-yaml.ts'
import { openTable } from '../replay/read-table.ts'
import { refuseIssues } from '../rulesets/read-ruleset.ts'
import { cardOf, personOf, type Person } from './people.ts'
import { createRandom, type Random } from './random.ts'
import type { Visit } from './traffic.ts'

const HOUR_MS = 3_600_000
/** What is held in memory: some 400 MB. */
const ROWS_MAX = 1_000_000

/**
 * Visits of a history: when, how much, which email address and which card are the file's; what it
 * does not say (addresses, browsers) is made up, the same for the same customer. A history that
 * knows the hour only is spread over it.
 *
 * @returns visits in the order of time, moved so that the first hour of the file is `fromMs`
 */
export async function recordedTraffic(
  path: string,
  mappingPath: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  random: Random,
): Promise<readonly Visit[]> {
  const rows = await readRows(path, mappingPath)
  const times = rows.map(({ atMs }) => atMs)
  const first = Math.floor(times.reduce((least, atMs) => Math.min(least, atMs), Infinity) / HOUR_MS)
  const isHourly = times.every((atMs) => atMs % HOUR_MS === 0)
  const moved = rows.map(({ atMs, ...visit }) => ({
    ...visit,
    atMs: atMs - first * HOUR_MS + fromMs + (isHourly ? random.below(HOUR_MS) : 0),
  }))
  const visits = moved.filter(({ atMs }) => atMs < toMs).sort((a, b) => a.atMs - b.atMs)
  const last = visits.at(-1)?.atMs ?? fromMs
  if (toMs - last > 24 * HOUR_MS) {
    throw new CliError('invalid', `\`${path}\` ends before the drill does: it needs more days`)
  }
  return visits
}

async function readRows(path: string, mappingPath: string): Promise<Visit[]> {
  const file = readYaml(mappingPath)
  const compiled = compileMapping(file.value)
  if (!compiled.ok) {
    refuseIssues(file, compiled.issues)
    throw new CliError('invalid', `\`${mappingPath}\` is no mapping`)
  }
  const table = await openTable(path)
  const bound = compiled.mapping.bind(table.header)
  if (!bound.ok) throw new CliError('invalid', `the mapping does not fit: ${bound.problem}`)
  const visits: Visit[] = []
  try {
    for await (const row of table.rows()) {
      const mapped = row.ok ? bound.map(row.cells) : row
      if (!mapped.ok || !('row' in mapped)) continue
      const { event, timeMs } = mapped.row
      const email = event.email?.address ?? event.account?.user_id ?? `row-${row.number}`
      const amount = event.order?.amount ?? 0
      visits.push({ atMs: timeMs, amount, person: customerOf(email, event.credit_card?.token) })
      if (visits.length === ROWS_MAX) break
    }
  } finally {
    table.close()
  }
  return visits
}

/** The same customer has the same address, browser and name each time. */
function customerOf(email: string, token: string | undefined): Person {
  const seed = createHash('sha256').update(email).digest().readInt32LE()
  const name = (seed >>> 0).toString(36)
  const person = personOf(createRandom(seed), name)
  const [card = cardOf(createRandom(seed), name), ...others] = person.cards
  const cards = [token === undefined ? card : { ...card, token }, ...others]
  return { ...person, email: email.includes('@') ? email : person.email, cards }
}
