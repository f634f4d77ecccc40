/** What others make of the lists: each format is read back by the program it is for. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { entryOf, feedOf, SAMPLE } from '../src/feed/sample.case.ts'
import {
  composeFeed,
  FEED_FORMATS,
  type BlocklistEntry,
  type FeedFormatName,
} from '../src/index.ts'

const MANY = 100_000
/** With room for a busy machine: BIND takes two seconds, the others less. */
const READ_MS_MAX = 60_000

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-feeds-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const many: BlocklistEntry[] = Array.from({ length: MANY }, (_, at) => {
  const name = `shop-${at.toString(36)}.campaign-${at % 977}.example`
  if (at % 50 === 1) return entryOf('host', name)
  if (at % 50 === 2) return entryOf('url', `https://${name}/pay/${at}.html`)
  if (at % 50 === 3) return entryOf('ip', `45.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`)
  return entryOf('domain', name)
})

const READERS = [
  {
    format: 'rpz',
    file: '/usr/bin/named-checkzone',
    args: (path: string) => ['blocklist.rpz', path],
    said: /OK$/m,
  },
  {
    format: 'unbound',
    file: '/usr/sbin/unbound-checkconf',
    args: (path: string) => [path],
    said: /no errors/,
  },
  {
    format: 'dnsmasq',
    file: '/usr/sbin/dnsmasq',
    args: (path: string) => ['--test', `--conf-file=${path}`],
    said: /syntax check OK/,
  },
] as const satisfies readonly { format: FeedFormatName; [more: string]: unknown }[]

describe.each(READERS)('$file', ({ format, file, args, said }) => {
  it.skipIf(!existsSync(file)).each([
    ['of every kind', SAMPLE],
    ['that says nothing', []],
    ['of 100,000 entries', many],
  ] as const)(`accepts the feed ${format} %s`, (name, entries) => {
    const path = join(folder, `${format}-${name.length}`)
    writeFileSync(path, FEED_FORMATS[format].write(composeFeed(feedOf(entries, 7))).text)
    const { status, stdout, stderr } = spawnSync(file, args(path), {
      encoding: 'utf8',
      timeout: READ_MS_MAX,
    })
    expect(`${stdout}${stderr}`).toMatch(said)
    expect(status).toBe(0)
  })
})

const GUIDE = readFileSync(
  new URL('../../../docs/how-to/use-the-blocklist.md', import.meta.url),
  'utf8',
)

describe('the guide', () => {
  it.skipIf(!existsSync('/usr/bin/named-checkconf')).each([
    ['unbound', '/usr/sbin/unbound-checkconf', []],
    ['bind', '/usr/bin/named-checkconf', []],
    ['dnsmasq', '/usr/sbin/dnsmasq', ['--test', '--conf-file']],
  ] as const)('shows a configuration that %s takes', (name, file, args) => {
    const block = new RegExp(`\\n\`\`\`${name}\\n([^\`]+)`).exec(GUIDE)?.[1]
    const path = join(folder, `guide-${name}`)
    // The folders of the guide are not there on every machine; a list stands in ours.
    const here = (block ?? 'the guide shows none').replaceAll(
      /\/var\/cache\/bind|\/etc\/dnsmasq\.d\//g,
      folder,
    )
    writeFileSync(path, here)
    const { text } = FEED_FORMATS.dnsmasq.write(composeFeed(feedOf()))
    writeFileSync(join(folder, 'gatehouse.conf'), text)
    const [first, last] = args
    const { status, stdout, stderr } = spawnSync(
      file,
      last === undefined ? [path] : [first!, `${last}=${path}`],
      { encoding: 'utf8', timeout: READ_MS_MAX },
    )
    expect(`${status} ${stdout}${stderr}`).toMatch(/^0 /)
  })
})

describe('a feed of 100,000 entries', () => {
  it('is written in every format within seconds', () => {
    const feed = composeFeed(feedOf(many))
    for (const { write } of Object.values(FEED_FORMATS)) {
      const begun = performance.now()
      const { written, leftOut } = write(feed)
      expect(written + leftOut).toBe(feed.entries.length)
      expect(performance.now() - begun).toBeLessThan(10_000)
    }
  })
})
