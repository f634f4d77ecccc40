import { expect, it } from 'vitest'
import { readWhois } from './whois-response.ts'

/** The shapes that registries write, each cut to what is read; names are made up. */
const SHAPES: readonly (readonly [shape: string, text: string, created: string])[] = [
  ['plain', 'Registrar: R\nCreated: 2026-02-01\n', '2026-02-01'],
  ['dots', 'Registrar......: R\ncreated date....: 1.2.2026\n', '2026-02-01'],
  ['brackets', '[Registrar]  R\n[Created on]   2026/02/01\n', '2026-02-01'],
  ['compact', 'registrar: R\nregistered: 20260201\n', '2026-02-01'],
  ['month by name', 'Registrar:\n    R Ltd [Tag = R]\nRegistered on: 01-Feb-2026\n', '2026-02-01'],
  ['named first', '   Registrar: R\n   Registered Date : Sun, 1 Feb 2026\n', '2026-02-01'],
]

it.each(SHAPES)('reads dates and registrars as they are written: %s', (_shape, text, created) => {
  const read = readWhois(text)
  if (read.state !== 'registered') throw new Error(read.state)
  expect(read.registration.registrar).toMatch(/^R/)
  expect(new Date(read.registration.registeredAtMs!).toISOString().slice(0, 10)).toBe(created)
})

it('reads values that stand below their key', () => {
  const text = [
    'Domain name:',
    '    shop.example',
    'Registrar:',
    '    R Ltd',
    'Name servers:',
    '    ns1.host.example   192.0.2.1',
    '    ns2.host.example',
    '',
    'WHOIS lookup made at 10:00',
  ].join('\n')
  expect(readWhois(text)).toMatchObject({
    registration: { registrar: 'R Ltd', nameServers: ['ns1.host.example', 'ns2.host.example'] },
  })
})

it.each(['', '\0'.repeat(1000), ':'.repeat(5000), 'Creation Date: soon\n', '[\n'.repeat(9999)])(
  'makes nothing of what says nothing',
  (text) => {
    expect(readWhois(text)).toEqual({ state: 'unreadable' })
  },
)

it.each(['No match for "A.ZZ".', '% no entries found', 'Domain not found.', 'NOT FOUND\n'])(
  'knows how registries say that there is none: %s',
  (text) => {
    expect(readWhois(text)).toEqual({ state: 'not_registered' })
  },
)
