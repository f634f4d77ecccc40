/** What an operator does about sharing circles, at the command line. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { START_TIMEOUT_MS, startOwnServer, type OwnServer } from './own-server.ts'
import { gatehouseIn } from './terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-circles-'))
let north: OwnServer
let south: OwnServer
beforeAll(async () => {
  north = await startOwnServer()
  south = await startOwnServer()
}, START_TIMEOUT_MS)
afterAll(async () => {
  await north.close()
  await south.close()
  rmSync(folder, { recursive: true, force: true })
})

async function run(own: OwnServer, ...args: string[]): Promise<string> {
  const { exitCode, printed, noted } = await gatehouseIn(own.env, ...args)
  expect([args[1], exitCode, exitCode === 0 ? '' : noted]).toEqual([args[1], 0, ''])
  return printed.trim()
}
const refused = async (own: OwnServer, ...args: string[]) => {
  const { exitCode, noted } = await gatehouseIn(own.env, ...args)
  expect(exitCode).not.toBe(0)
  return noted
}

it('two installations enter a circle, and what is put on a list of one is in a file for the other', async () => {
  const keyFile = join(folder, 'circle.key')
  writeFileSync(keyFile, await run(north, 'circle', 'create', 'shoes'))
  expect(await run(north, 'circle', 'key', 'shoes')).toBe(readFileSync(keyFile, 'utf8'))
  await run(south, 'circle', 'create', 'shoes', '--key-file', keyFile)
  expect(await refused(south, 'circle', 'create', 'shoes')).toContain('already')
  expect(await refused(south, 'circle', 'show', 'shoos')).toContain('shoes')

  const shared = ['--list', 'blocked_emails', '--list', 'blocked_devices']
  const publicKey = await run(north, 'circle', 'share', 'shoes', ...shared)
  expect(publicKey).toMatch(/^ghm_[\w-]{43}$/)
  const trusted = ['circle', 'share', 'shoes', '--list', 'trusted_emails']
  expect(await refused(north, ...trusted)).toContain('no deny list')
  const ranges = ['circle', 'share', 'shoes', '--list', 'blocked_ip_ranges']
  expect(await refused(north, ...ranges)).toContain('ip_range')
  await run(south, 'circle', 'member', 'shoes', publicKey, '--title', 'Shoe Barn')

  await run(north, 'list', 'add', 'blocked_emails', 'mallory@example.com')
  await run(north, 'list', 'add', 'blocked_emails', '*@evil.example')
  const csv = join(folder, 'devices.txt')
  writeFileSync(csv, 'a-device-of-theirs\nunknown\nanother-device\n')
  await run(north, 'list', 'import', 'blocked_devices', csv)
  const told = join(folder, 'told.jsonl')
  // Neither a pattern nor what stands for no device.
  expect(await run(north, 'circle', 'export', 'shoes', '--output', told)).toContain('3 items')
  expect(readFileSync(told, 'utf8')).not.toMatch(/mallory|example|device-of/)
  expect(await run(south, 'circle', 'import', 'shoes', told)).toBe('3 said, 0 withdrawn')
  expect(await run(south, 'circle', 'import', 'shoes', told)).toBe('0 said, 0 withdrawn')

  writeFileSync(csv, 'another-device\n')
  await run(north, 'list', 'import', 'blocked_devices', csv, '--replace')
  await run(north, 'list', 'remove', 'blocked_emails', 'mallory@example.com')
  await run(north, 'circle', 'export', 'shoes', '--output', told)
  expect(await run(south, 'circle', 'import', 'shoes', told)).toBe('1 said, 2 withdrawn')

  expect(await run(south, 'circle', 'show', 'shoes')).toMatch(/Shoe Barn.*by files/)
  expect(await run(south, 'circle', 'log', 'shoes')).toMatch(/Shoe Barn +taken/)
  await run(south, 'circle', 'mute', 'shoes', 'Shoe Barn')
  expect(await run(south, 'circle', 'show', 'shoes')).toContain('muted')
  await run(south, 'circle', 'dismiss', 'shoes', 'Shoe Barn')
  expect(await refused(south, 'circle', 'import', 'shoes', told)).toContain(
    'nobody who is a member',
  )
  await run(north, 'circle', 'remove', 'shoes')
  expect(await run(north, 'circle', 'ls')).not.toContain('shoes')
})
