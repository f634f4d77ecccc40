/** A file is read as a stream: a process that could not hold it puts it on a list. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { START_TIMEOUT_MS, startOwnServer, type OwnServer } from './own-server.ts'
import { gatehouseIn, inTree } from './terminal.ts'

/** In the long form 10,000,000 lines, and as many different values as a list may hold. */
const IS_LONG = process.env['GATEHOUSE_LONG'] === '1'
const LINES = IS_LONG ? 10_000_000 : 300_000
const VALUES = IS_LONG ? 1_000_000 : 20_000
/** What the heap may hold; the file has 250 bytes a line. */
const HEAP_MB = IS_LONG ? 400 : 64
const TIMEOUT_MS = IS_LONG ? 3_600_000 : 300_000
const NOTE = 'n'.repeat(230)

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-long-list-'))
let own: OwnServer
beforeAll(async () => {
  own = await startOwnServer()
}, START_TIMEOUT_MS)
afterAll(async () => {
  await own.close()
  rmSync(folder, { recursive: true, force: true })
})

async function writeFileOf(lines: number): Promise<string> {
  const path = join(folder, 'long.csv')
  const file = createWriteStream(path)
  file.write('value,note\n')
  for (let at = 0; at < lines;) {
    let text = ''
    for (const end = Math.min(at + 5000, lines); at < end; at++) {
      text += `item-${(at * 7919) % VALUES},${NOTE}\n`
    }
    if (!file.write(text)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
  return path
}

it(
  'a long file needs no more memory than a part of it',
  async () => {
    const path = await writeFileOf(LINES)
    await gatehouseIn(own.env, 'list', 'create', 'long', 'string')
    const args = [inTree('bin/gatehouse.mjs'), 'list', 'import', 'long', path]
    const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, ...args], {
      env: { ...process.env, ...own.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let printed = ''
    let noted = ''
    child.stdout.on('data', (text: Buffer) => (printed += text.toString()))
    child.stderr.on('data', (text: Buffer) => (noted += text.toString()))
    const [exitCode] = (await once(child, 'close')) as [number]
    expect([exitCode, noted.split('\n').filter((line) => !/^(import: .*)?$/.test(line))]).toEqual([
      0,
      [],
    ])
    const figure = (row: string) => new RegExp(`${row} +([\\d,]+)`).exec(printed)?.[1]
    const shown = (value: number) => value.toLocaleString('en-US')
    expect(['lines read', 'added', 'repeated'].map(figure)).toEqual([
      shown(LINES),
      shown(VALUES),
      shown(LINES - VALUES),
    ])
    const list = await own.server.services.store.lists.find('default', 'long')
    expect(list).toMatchObject({ itemsCount: VALUES })
  },
  TIMEOUT_MS,
)
