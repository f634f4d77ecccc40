import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readConfig } from '../config.ts'

const outside = (env: Record<string, string>) => readConfig(env).outside

it('asks nobody outside unless it is told to', () => {
  expect(outside({})).toMatchObject({ dns: false, rdap: false, rdapBootstrap: null })
  expect(outside({ DOMAIN_LOOKUPS: 'off' })).toMatchObject({ dns: false, rdap: false })
  expect(outside({ DOMAIN_LOOKUPS: 'dns' })).toMatchObject({ dns: true, rdap: false })
  expect(outside({ DOMAIN_LOOKUPS: 'dns,rdap' })).toMatchObject({ dns: true, rdap: true })
})

it('takes DNS servers by address, with a port or without', () => {
  const DNS_SERVERS = '9.9.9.9, 192.0.2.53:5353 2620:fe::fe,[2620:fe::9]:53'
  expect(outside({ DNS_SERVERS }).dnsServers).toEqual([
    '9.9.9.9',
    '192.0.2.53:5353',
    '2620:fe::fe',
    '[2620:fe::9]:53',
  ])
})

it('says what is wrong with a setting', () => {
  const fails = (env: Record<string, string>, word: string) =>
    expect(() => readConfig(env)).toThrow(word)
  fails({ DOMAIN_LOOKUPS: 'whois' }, '`DOMAIN_LOOKUPS` holds `whois`')
  fails({ DNS_SERVERS: 'dns.example.com' }, '`DNS_SERVERS` holds `dns.example.com`')
  fails({ DNS_SERVERS: '9.9.9.9:70000' }, '`DNS_SERVERS` holds')
  fails({ RESCORE_DAYS: '-1' }, '`RESCORE_DAYS` is `-1`')
  fails({ RESCORE_DAYS: '91' }, '`RESCORE_DAYS` is `91`')
  fails({ RDAP_BOOTSTRAP_FILE: '/no/such/file' }, '`RDAP_BOOTSTRAP_FILE` cannot be read')
})

it('reads the list of registries from a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-config-'))
  const file = join(folder, 'dns.json')
  writeFileSync(file, JSON.stringify({ services: [[['com'], ['https://rdap.example.com/']]] }))
  const { rdapBootstrap } = outside({ RDAP_BOOTSTRAP_FILE: file })
  expect([...rdapBootstrap!.servers]).toEqual([['com', ['https://rdap.example.com/']]])
  writeFileSync(file, '{}')
  expect(() => outside({ RDAP_BOOTSTRAP_FILE: file })).toThrow('is no list of registries')
  rmSync(folder, { recursive: true })
})
