/**
 * Index of page structures: 1,000,000 fingerprints in clusters as the web has them, how long a query
 * takes, what it holds, and what the limits on large buckets cost. Run:
 *
 *     node bin/gatehouse.mjs --run bench/src/skeletons.ts [COUNT]
 */
import { SkeletonIndex } from '@gatehouse/sites'
import { ClusteredSkeletons } from './clustered-skeletons.ts'

const COUNT = Number(process.argv[2] ?? 1_000_000)
const TEMPLATES = 20_000
const QUERIES = 2_000
const LEAST = 0.5
const LIMIT = 20

const source = new ClusteredSkeletons(TEMPLATES, 20_261_127)
const index = new SkeletonIndex(COUNT)
let adding = 0
// Every template once, so that there is something to find of each.
for (let at = 0; at < COUNT; at++) {
  const page = at < TEMPLATES ? source.copyOf(at, 0.97) : source.any()
  const from = performance.now()
  index.add(page)
  adding += performance.now() - from
}
console.log(
  `${index.size} fingerprints, ${TEMPLATES} templates: ${(index.memoryBytes / 2 ** 20).toFixed(0)} MB, ` +
    `${((1000 * adding) / COUNT).toFixed(1)} us to add one`,
)

/**
 * Share of queries that find a page, how long they take, and how much of a processor they use (on a
 * machine that is shared the two differ), in milliseconds.
 */
function measure(name: string, pageOf: () => Parameters<SkeletonIndex['query']>[0]): void {
  const times: number[] = []
  const pages = Array.from({ length: QUERIES }, pageOf)
  const before = process.cpuUsage()
  let found = 0
  for (const page of pages) {
    const from = performance.now()
    const neighbours = index.query(page, { least: LEAST, limit: LIMIT })
    times.push(performance.now() - from)
    if (neighbours.length > 0) found++
  }
  const { user, system } = process.cpuUsage(before)
  const mean = (user + system) / 1000 / QUERIES
  times.sort((a, b) => a - b)
  const [p50, p99] = [times[QUERIES / 2]!, times[Math.floor(QUERIES * 0.99)]!]
  console.log(
    `${name.padEnd(44)} p50 ${p50.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms, processor ${mean.toFixed(3)} ms, found ${((100 * found) / QUERIES).toFixed(1)} %`,
  )
}

measure('warm up', () => source.any())
measure('any page', () => source.any())
measure('a copy of the largest template', () => source.copyOf(0, 0.97))
measure('a changed copy of the largest (0.6)', () => source.copyOf(0, 0.6))
for (const likeness of [0.97, 0.8, 0.7, 0.6, 0.5]) {
  measure(`a page of likeness ${likeness} to a template`, () =>
    source.copyOf(source.someTemplate(), likeness),
  )
}
measure('a page like none', () => source.lone())
