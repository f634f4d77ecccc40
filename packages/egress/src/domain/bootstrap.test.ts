import { expect, it } from 'vitest'
import { readBootstrap, serversFor } from './bootstrap.ts'

/** The example of RFC 9224, section 4. */
const EXAMPLE = {
  version: '1.0',
  publication: '2024-01-07T10:11:12Z',
  description: 'Some text',
  services: [
    [['net', 'com'], ['https://registry.example.com/myrdap/']],
    [['org', 'mytld'], ['https://example.org/']],
    [['co.uk'], ['https://co.example.net']],
    [['plain'], ['http://plain.example.net/']],
  ],
}

it('finds the server of the longest suffix, over https only', () => {
  const read = readBootstrap(JSON.stringify(EXAMPLE))
  if (!read.ok) throw new Error(read.problem)
  const { bootstrap } = read
  expect(bootstrap.publication).toBe(EXAMPLE.publication)
  expect(serversFor(bootstrap, 'a.com')).toEqual(['https://registry.example.com/myrdap/'])
  expect(serversFor(bootstrap, 'a.co.uk')).toEqual(['https://co.example.net/'])
  expect(serversFor(bootstrap, 'a.uk')).toEqual([])
  expect(serversFor(bootstrap, 'a.plain')).toEqual([])
  expect(serversFor(bootstrap, 'com')).toEqual([])
})

it.each(['', 'null', '{}', '{"services":[["com",["https://a/"]]]}', '{"services":[[["com"]]]}'])(
  'refuses %j and says why',
  (text) => {
    expect(readBootstrap(text)).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/^it |^a /),
    })
  },
)
