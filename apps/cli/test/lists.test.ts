/** Lists on the command line, beside the server whose orders they decide. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { START_TIMEOUT_MS, startOwnServer, type OwnServer } from './own-server.ts'
import { gatehouseIn } from './terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-cli-lists-'))
let own: OwnServer
beforeAll(async () => {
  own = await startOwnServer()
}, START_TIMEOUT_MS)
afterAll(async () => {
  await own.close()
  rmSync(folder, { recursive: true, force: true })
})

const CARD = '4111111111111111'
let count = 0

const gatehouse = (...args: readonly string[]) => gatehouseIn(own.env, ...args)

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, `${++count}-${name}`)
  writeFileSync(path, content)
  return path
}

async function make(kind: string): Promise<string> {
  const name = `made_${++count}`
  expect(await gatehouse('list', 'create', name, kind)).toMatchObject({ exitCode: 0 })
  return name
}

const importFile = (name: string, path: string, ...options: readonly string[]) =>
  gatehouse('list', 'import', name, path, ...options)

/** The values of a list as its export has them. */
async function values(name: string): Promise<string[]> {
  const { printed } = await gatehouse('list', 'export', name, '--format', 'json')
  return (JSON.parse(printed) as { value: string }[]).map(({ value }) => value)
}

/** The figure of a row of the report. */
function figure(printed: string, row: string): number {
  const found = new RegExp(`^  ${row} +([\\d,]+)`, 'm').exec(printed)
  return Number(found![1]!.replaceAll(',', ''))
}

async function signal(list: string, order: object): Promise<unknown> {
  const response = await fetch(`${own.server.url}/v1/decisions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${own.server.apiKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(order),
  })
  const { signals } = (await response.json()) as { signals: Record<string, unknown> }
  return signals[`list.${list}`]
}

describe('a list', () => {
  it('is made, filled, shown and emptied, and the running server goes by it', async () => {
    const order = { email: { address: 'mallory+x@example.com' } }
    const add = await gatehouse(
      'list',
      'add',
      'blocked_emails',
      'Mallory@example.com',
      '--expires',
      '90d',
      '--note',
      'chargeback',
      '--source',
      'phone call',
    )
    expect(add).toMatchObject({ exitCode: 0, printed: 'added to `blocked_emails`' })
    await expect.poll(() => signal('blocked_emails', order), { timeout: 10_000 }).toBe(true)
    const { printed } = await gatehouse('list', 'show', 'blocked_emails')
    expect(printed).toMatch(/standing +deny/)
    expect(printed).toMatch(/token \S+ +exact +20\S+Z +phone call +chargeback/)
    expect(printed).not.toContain('mallory')
    expect(await gatehouse('list', 'add', 'blocked_emails', 'mallory@example.com')).toMatchObject({
      printed: 'renewed on `blocked_emails`',
    })
    const remove = ['list', 'remove', 'blocked_emails', 'mallory@EXAMPLE.com']
    expect(await gatehouse(...remove)).toMatchObject({ exitCode: 0 })
    await expect.poll(() => signal('blocked_emails', order), { timeout: 10_000 }).toBe(false)
    expect(await gatehouse(...remove)).toMatchObject({ exitCode: 1 })
  })

  it('stands among the others with what it is for', async () => {
    const options = ['--standing', 'watch', '--description', 'seen in April']
    const made = await gatehouse('list', 'create', 'april', 'account', ...options)
    expect(made.printed).toBe('made the list `april` of kind `account`, standing `watch`')
    const { printed } = await gatehouse('list', 'ls')
    expect(printed.split('\n')[0]).toMatch(/^ +NAME +KIND +STANDING +ITEMS +CHANGED +WHAT FOR$/)
    expect(printed).toMatch(/^ +april +account +watch +0 +20\d\d-\d\d-\d\d +seen in April$/m)
    expect(await gatehouse('list', 'create', 'april', 'sku')).toMatchObject({ exitCode: 1 })
  })

  it('has a log of who did what', async () => {
    const name = await make('sku')
    await gatehouse('list', 'add', name, 'GIFT-*')
    await gatehouse('list', 'remove', name, 'GIFT-*')
    const { printed } = await gatehouse('list', 'log', name)
    const lines = printed.split('\n')
    expect(lines[1]).toMatch(/^ +3 +20\S+Z +command line.* changed +1$/)
    expect(lines[2]).toMatch(/^ +2 +20\S+Z +command line.* changed +1 +command line/)
    expect(lines[3]).toMatch(/^ +1 +20\S+Z +command line.* created$/)
    const full = await gatehouse('list', 'log', name, '--items')
    expect(full.printed).toMatch(/^ +- +GIFT-\* +prefix/m)
    expect(full.printed).toMatch(/^ +\+ +GIFT-\* +prefix/m)
  })

  it.each([
    [['list', 'show', 'blocked_email'], 1, 'did you mean `blocked_emails`?'],
    [
      ['list', 'show', 'nothing_like_it'],
      1,
      '`gatehouse list create nothing_like_it KIND` makes one',
    ],
    [['list', 'log', 'nothing_like_it'], 1, 'has no list `nothing_like_it`'],
    [['list', 'ls', '--shop', 'nobody'], 1, 'there is no shop `nobody`'],
    [['list', 'create', 'x', 'emial'], 2, 'did you mean `email`?'],
    [['list', 'create', 'X', 'email'], 2, '`name`'],
    [['list', 'create', 'x', 'email', '--standing', 'denny'], 2, 'did you mean `deny`?'],
    [['list', 'add', 'blocked_emails', '*@co.uk'], 2, 'is a public suffix'],
    [['list', 'add', 'blocked_cards', CARD], 2, 'holds a card number'],
    [['list', 'add', 'blocked_cards', 'tok_1', '--note', CARD], 2, '`--note` holds a card number'],
    [['list', 'add', 'blocked_cards', 'tok_1', '--expires', 'soon'], 2, 'must be a time such as'],
    [['list', 'show', 'blocked_cards', '--limit', '0'], 2, 'from 1 to 1000'],
    [['list', 'export', 'blocked_cards', '--format', 'xml'], 2, 'there is no format `xml`'],
  ])('`%s` ends with exit code %i and says what to do', async (args, exitCode, message) => {
    const ran = await gatehouse(...args)
    expect(ran.noted).toContain(message)
    expect(ran.noted).not.toContain(CARD)
    expect(ran.exitCode).toBe(exitCode)
  })
})

describe('an import', () => {
  it('takes the lines of a text file, and the server goes by them', async () => {
    const path = file('bad.netset', '# feed of today\n8.8.8.0/24\n2001:4860::/32\n\n9.9.9.9\n')
    const { exitCode, printed, noted } = await importFile('blocked_ip_ranges', path)
    expect([exitCode, noted]).toEqual([0, ''])
    expect(printed).toContain(`blocked_ip_ranges, from ${path}: imported`)
    expect(figure(printed, 'added')).toBe(3)
    const from = (ip_address: string) => ({ device: { ip_address } })
    const isOn = (ip: string) => signal('blocked_ip_ranges', from(ip))
    await expect.poll(() => isOn('8.8.8.77'), { timeout: 10_000 }).toBe(true)
    expect(await isOn('2001:4860:4860::8888')).toBe(true)
    expect(await isOn('9.9.9.9')).toBe(true)
    expect(await isOn('9.9.9.10')).toBe(false)
    const log = await gatehouse('list', 'log', 'blocked_ip_ranges')
    expect(log.printed).toMatch(/imported +3 +\d+-bad\.netset$/m)
  })

  it('takes CSV with its own expiries, sources and notes, packed or not', async () => {
    const name = await make('sku')
    const text = [
      'value;note;expires_at;source;shelf',
      'a;"one; two";2099-01-01T00:00:00Z;erp;7',
      'b;;;;8',
      'c;;2001-01-01T00:00:00Z;;9',
      'b;again;;;',
    ]
    const path = file('goods.csv.gz', gzipSync(text.join('\r\n')))
    const options = ['--source', 'stock list', '--expires', '2098-01-01', '--max-bad', '0']
    const { exitCode, printed, noted } = await importFile(name, path, ...options)
    expect(exitCode).toBe(0)
    expect(['added', 'repeated', 'expired, left out'].map((row) => figure(printed, row))).toEqual([
      2, 1, 1,
    ])
    expect(noted).toContain('not read: 1 column (shelf)')
    expect(noted).toContain('the last line does not end with a line break')
    const { printed: csv } = await gatehouse('list', 'export', name)
    expect(csv.split('\n').map((row) => row.replace(/,[^,]*$/, ''))).toEqual([
      'value,match,expires_at,source,note',
      'a,exact,2099-01-01T00:00:00.000Z,erp,one; two',
      'b,exact,2098-01-01T00:00:00.000Z,stock list,',
    ])
  })

  it('adds to what is there, or takes its place at one moment', async () => {
    const name = await make('country')
    await importFile(name, file('a.txt', 'DE\nFR\n'))
    const added = await importFile(name, file('b.json', '["fr", {"value": "IT"}]'))
    expect(['added', 'renewed', 'removed'].map((row) => figure(added.printed, row))).toEqual([
      1, 1, 0,
    ])
    expect(await values(name)).toEqual(['DE', 'FR', 'IT'])
    const path = file('c.txt', 'IT\nES\n')
    const tried = await importFile(name, path, '--replace', '--dry-run')
    expect(tried.printed).toContain('nothing was changed')
    expect(['added', 'renewed', 'removed'].map((row) => figure(tried.printed, row))).toEqual([
      1, 1, 2,
    ])
    expect(await values(name)).toEqual(['DE', 'FR', 'IT'])
    const replaced = await importFile(name, path, '--replace')
    expect(figure(replaced.printed, 'removed')).toBe(2)
    expect(await values(name)).toEqual(['ES', 'IT'])
    expect((await gatehouse('list', 'log', name)).printed).toContain('replaced')
  })

  it('takes back what was exported, tokens too', async () => {
    const name = await make('email')
    await importFile(name, file('m.txt', 'anna@example.com\n*@example.net\nbob@example.org\n'))
    const before = await values(name)
    expect(before.every((value) => value.startsWith('token:'))).toBe(true)
    for (const ending of ['csv', 'json']) {
      const output = join(folder, `${++count}-export.${ending}`)
      expect(await gatehouse('list', 'export', name, '--output', output)).toMatchObject({
        exitCode: 0,
      })
      expect(readFileSync(output, 'utf8')).not.toMatch(/anna|bob|example/)
      const copy = await make('email')
      expect(await importFile(copy, output, '--max-bad', '0')).toMatchObject({ exitCode: 0 })
      expect(await values(copy)).toEqual(before)
      const other = await make('account')
      const refused = await importFile(other, output)
      expect(refused).toMatchObject({ exitCode: 1 })
    }
  })
})

describe('a line that cannot be read', () => {
  it('is refused by its number and its reason, and the others are taken', async () => {
    const name = await make('email_domain')
    const good = Array.from({ length: 96 }, (_, n) => `shop${n}.example.com\n`).join('')
    const bad = Buffer.from('com\nno domain\nmüller\n', 'latin1')
    const path = file(
      'domains.txt',
      Buffer.concat([Buffer.from(good), bad, Buffer.from('a.b.de\n')]),
    )
    const { exitCode, printed, noted } = await importFile(name, path, '--max-bad', '3%')
    expect(exitCode).toBe(0)
    expect([figure(printed, 'lines read'), figure(printed, 'refused')]).toEqual([100, 3])
    expect(noted).toMatch(/line 97 +is a public suffix/)
    expect(noted).toMatch(/line 98 +must be a domain/)
    expect(noted).toMatch(/line 99 +is not UTF-8 \(Latin-1 perhaps\)/)
    expect(noted).not.toContain('no domain')
    expect(await values(name)).toHaveLength(97)
  })

  it('is shown as often as is asked for, and counted by reason', async () => {
    const name = await make('country')
    const path = file('c.txt', `${'nowhere\n'.repeat(30)}DE\n`)
    const { noted } = await importFile(name, path, '--max-bad', '100', '--reasons', '2')
    expect(noted.match(/line \d+/g)).toEqual(['line 1', 'line 2'])
    expect(noted).toMatch(/^ +30 +must be an ISO 3166-1 alpha-2 code/m)
  })

  it('that holds a card number is refused, and nothing repeats the number', async () => {
    const name = await make('string')
    const lines = [CARD, '4111 1111 1111 1111', `order ${CARD} paid`, `x,${CARD}`, 'good']
    const text = file('s.txt', lines.map((line) => `${line}\n`).join(''))
    const csv = file('s.csv', `value,note,source\na,${CARD},x\nb,x,${CARD}\n${CARD},,\nc,,\n`)
    const json = file(
      's.json',
      JSON.stringify([CARD, { value: 'd', note: CARD }, { [CARD]: 1 }, 'e']),
    )
    for (const [path, refused] of [
      [text, 4],
      [csv, 3],
      [json, 3],
    ] as const) {
      const ran = await importFile(name, path, '--max-bad', '100')
      expect(ran.exitCode).toBe(0)
      expect(figure(ran.printed, 'refused')).toBe(refused)
      expect(ran.printed + ran.noted).not.toMatch(/4111/)
      expect(ran.noted).toContain('holds a card number')
    }
    expect(await values(name)).toEqual(['c', 'e', 'good'])
    const log = await gatehouse('list', 'log', name, '--items')
    expect(log.printed).not.toMatch(/4111/)
    expect(await importFile(name, text, '--source', CARD)).toMatchObject({ exitCode: 2 })
  })

  it('of addresses that are not public is refused when only those are wanted', async () => {
    const name = await make('ip_range')
    const path = file('nets.txt', '8.8.8.0/24\n10.0.0.0/8\n192.168.1.0/24\n203.0.0.0/8\n')
    const refused = await importFile(name, path, '--public-only', '--max-bad', '80')
    expect(figure(refused.printed, 'refused')).toBe(3)
    expect(refused.noted).toMatch(/line 2 +is no public network/)
    expect(await values(name)).toEqual(['8.8.8.0/24'])
    const other = await make('sku')
    expect(await importFile(other, path, '--public-only')).toMatchObject({ exitCode: 2 })
  })
})

describe('nothing is changed', () => {
  const old = ['AT', 'CH']
  async function makeOld(): Promise<string> {
    const name = await make('country')
    await importFile(name, file('old.txt', 'AT\nCH\n'))
    return name
  }

  it.each<[string, string, string | Uint8Array, string]>([
    ['with too many bad lines', 'a.txt', 'DE\nFR\nwrong\n', '33.3 % of the lines are refused'],
    ['by an empty file', 'a.txt', '', 'holds no items'],
    ['by a file of comments', 'a.txt', '# nothing\n', 'holds no items'],
    ['by what has expired', 'a.csv', 'value,expires_at\nDE,2001-01-01T00:00:00Z\n', 'in force'],
    ['by UTF-16', 'a.txt', Buffer.from('\ufeffDE\n', 'utf16le'), 'the file is UTF-16'],
    ['by a binary file', 'a.txt', new Uint8Array(100), 'is no UTF-8 text'],
    ['by half a last line', 'a.txt', `${'DE\n'.repeat(300)}F`, 'cut off: it ends in the middle'],
    ['by half a row', 'a.csv', `value,note\n${'DE,x\n'.repeat(300)}FR`, 'cut off'],
    ['by half a cell', 'a.csv', 'value,note\nDE,"x\n', 'ends inside the quotes that line 2'],
    ['by half an array', 'a.json', '["DE", "FR"', 'before the array is closed'],
    ['by half a line of JSON', 'a.jsonl', `${'"DE"\n'.repeat(300)}"F`, 'cut off'],
    ['by half a packed file', 'a.txt.gz', gzipSync('DE\n'.repeat(9999)).subarray(0, 30), 'unpack'],
    ['by CSV without a header', 'a.csv', 'DE,x\nFR,y\n', 'must name the columns'],
  ])('%s, and the old list stays', async (_what, name, content, message) => {
    const list = await makeOld()
    for (const options of [[], ['--replace'], ['--dry-run']]) {
      const { exitCode, noted } = await importFile(list, file(name, content), ...options)
      expect(noted).toContain(message)
      expect(exitCode).toBe(1)
    }
    expect(await values(list)).toEqual(old)
  })

  it('when a long list would shrink to less than half, unless that is meant', async () => {
    const name = await make('string')
    const lines = Array.from({ length: 200 }, (_, n) => `v${n}\n`)
    await importFile(name, file('all.txt', lines.join('')))
    const half = file('half.txt', lines.slice(0, 99).join(''))
    const refused = await importFile(name, half, '--replace')
    expect(refused.exitCode).toBe(1)
    expect(refused.noted).toContain('would shrink from 200 to 99 items')
    expect(await values(name)).toHaveLength(200)
    expect(await importFile(name, half, '--replace', '--allow-shrink')).toMatchObject({
      exitCode: 0,
    })
    expect(await values(name)).toHaveLength(99)
  })

  it.each([
    [['nothing.txt'], 1, 'there is no file'],
    [['feed.xyz'], 2, 'give `--format` txt, csv, json'],
    [['feed.txt', '--format', 'jsno'], 2, 'did you mean `json`?'],
    [['feed.txt', '--max-bad', '101%'], 2, 'must be a percentage'],
    [['feed.txt', '--reasons', '-1'], 2, 'must be a whole number'],
    [['feed.txt', '--expires', '2001-01-01'], 2, 'is in the past'],
  ])('by `%s`', async (args, exitCode, message) => {
    const list = await makeOld()
    const ran = await gatehouse('list', 'import', list, ...args)
    expect(ran.noted).toContain(message)
    expect(ran.exitCode).toBe(exitCode)
    expect(await values(list)).toEqual(old)
  })
})
