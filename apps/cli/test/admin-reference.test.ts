/** The operator's own feeds, read again by a command and by a signal. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Decision } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { START_TIMEOUT_MS } from './own-server.ts'
import { gatehouseIn, inTree, linkTables } from './terminal.ts'

const API_KEY = 'reference-test-reference-test-reference'
const TOR_EXIT = '185.220.101.1'

let dataDir: string
let child: ChildProcess
let url: string
/** What the server wrote to its log. */
let log = ''

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-cli-reference-'))
  linkTables(dataDir)
  child = spawn(process.execPath, [inTree('bin/gatehouse.mjs'), 'serve'], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, GATEHOUSE_API_KEY: API_KEY },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stderr!.on('data', (chunk: Buffer) => (log += chunk.toString()))
  url = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const at = /ready at (http:\/\/\S+)/.exec(said)?.[1]
      if (at !== undefined) resolve(at)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${log}`)))
  })
}, START_TIMEOUT_MS)
afterAll(async () => {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
  rmSync(dataDir, { recursive: true, force: true })
})

const reference = (...words: string[]) =>
  gatehouseIn({ GATEHOUSE_URL: url, GATEHOUSE_API_KEY: API_KEY }, 'admin', 'reference', ...words)

function put(name: string, text: string): void {
  mkdirSync(dirname(join(dataDir, name)), { recursive: true })
  writeFileSync(join(dataDir, name), text)
}

async function isTor(ip: string): Promise<unknown> {
  const response = await fetch(`${url}/v1/decisions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ device: { ip_address: ip } }),
  })
  return ((await response.json()) as Decision).signals['ip.is_tor']
}

describe('`admin reference reload`', () => {
  it('puts a feed in use without a restart, and a corrupt one not: exit code 1, and why', async () => {
    expect(await isTor(TOR_EXIT)).toEqual({ unknown: 'not_configured' })
    put('feeds/tor_exit.txt', `${TOR_EXIT}\n`)
    const good = await reference('reload')
    expect(good).toMatchObject({ exitCode: 0, noted: '' })
    expect(good.printed).toMatch(/feeds\/tor_exit\.txt +in use$/)
    expect(await isTor(TOR_EXIT)).toBe(true)

    put('feeds/tor_exit.txt', 'gone\n')
    const bad = await reference('reload')
    expect(bad.exitCode).toBe(1)
    expect(bad.printed).toMatch(/feeds\/tor_exit\.txt +REFUSED, in use as it was before/)
    expect(bad.noted).toMatch(/line 1 is no address or network; correct the file/)
    await expect.poll(() => log).toMatch(/"code":"feed_invalid".*line 1 is no address/)
    expect(await isTor(TOR_EXIT)).toBe(true)
    const shown = await reference('show')
    expect(shown.exitCode).toBe(0)
    expect(shown.printed).toMatch(/dbip_city +\S+ +CC-BY-4\.0[^]*REFUSED/)
  })
})

describe('SIGHUP', () => {
  it('has the files read again, and the server goes on', async () => {
    put('feeds/tor_exit.txt', '9.9.9.9\n')
    child.kill('SIGHUP')
    await expect.poll(() => isTor('9.9.9.9'), { timeout: 10_000 }).toBe(true)
    put('feeds/tor_exit.txt', 'gone again\n')
    const before = log.length
    child.kill('SIGHUP')
    await expect.poll(() => log.slice(before), { timeout: 10_000 }).toContain('feed_invalid')
    expect(await isTor('9.9.9.9')).toBe(true)
  })
})

it('says when no server answers', async () => {
  const env = { GATEHOUSE_URL: 'http://127.0.0.1:9', GATEHOUSE_API_KEY: API_KEY }
  const ran = await gatehouseIn(env, 'admin', 'reference', 'reload')
  expect(ran.exitCode).toBe(1)
  expect(ran.noted).toContain('no server answers at `http://127.0.0.1:9`')
})
