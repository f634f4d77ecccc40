/**
 * How long walks through small shops on loopback take, over HTTPS, two at a time, and what they cost.
 *
 *   node bin/gatehouse.mjs --run bench/src/walks.ts [SHOPS]
 */
import { loadavg } from 'node:os'
import { openWalker } from '@gatehouse/investigate'
import { directShop, startFakeSites } from '@gatehouse/testkit'

const count = Number(process.argv[2] ?? 27)
const sites = await startFakeSites()
const hosts = Array.from({ length: count }, (_, at) => `gold-shop-${at}.com`)
for (const host of hosts) {
  sites.set(host, directShop(`https://pay.${host}/collect`))
  sites.set(`pay.${host}`, () => '')
}
const walker = openWalker({
  resolver: sites.resolver,
  dialer: sites.dialer,
  ownAddresses: () => new Set(),
  nowMs: Date.now,
})
const cpu = process.cpuUsage()
const startedMs = performance.now()
const looks = await Promise.all(hosts.map((host) => walker.walk(`https://${host}/`)))
const seconds = (performance.now() - startedMs) / 1000
const { user, system } = process.cpuUsage(cpu)
const submitted = looks.filter(
  ({ look }) => look.state === 'seen' && look.observation.reached === 'submitted',
).length
const leaked = sites.requests.filter(({ host }) => host.startsWith('pay.')).length
console.log(`${submitted} of ${count} shops walked to the end, ${leaked} cards arrived`)
console.log(`${seconds.toFixed(1)} s, ${(seconds / count).toFixed(2)} s a shop`)
console.log(`${((user + system) / 1000 / count).toFixed(0)} ms of this process a shop`)
console.log(`load of the machine ${loadavg()[0]!.toFixed(1)}`)
await walker.close()
await sites.close()
