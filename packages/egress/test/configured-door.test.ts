import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openConfiguredDoor, type ConfiguredDoor } from '../src/index.ts'

let server: Server
let origin: string
let door: ConfiguredDoor
beforeAll(async () => {
  server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      if (request.url === '/away')
        return response.writeHead(302, { location: 'http://127.0.0.1/' }).end()
      const said = {
        method: request.method,
        key: request.headers['x-key'],
        body: Buffer.concat(pieces).toString(),
      }
      return response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(said))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  door = openConfiguredDoor({ origins: [origin] })
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

it('sends to a host that the operator named, inside the own network too', async () => {
  const { status, body } = await door.send({
    method: 'POST',
    url: `${origin}/score?a=1`,
    headers: { 'x-key': 'secret' },
    body: Buffer.from('{"a":1}'),
  })
  expect(status).toBe(200)
  expect(JSON.parse(Buffer.from(body).toString())).toEqual({
    method: 'POST',
    key: 'secret',
    body: '{"a":1}',
  })
})

it('sends to no other host, port, scheme or user', async () => {
  const { port } = new URL(origin)
  for (const url of [
    'http://127.0.0.1:1/',
    'https://127.0.0.1/',
    `http://localhost:${port}/`,
    `http://user@127.0.0.1:${port}/`,
    'nonsense',
  ]) {
    await expect(door.send({ method: 'GET', url })).rejects.toMatchObject({
      code: 'refused_target',
    })
  }
})

it('hands a redirect back instead of following it', async () => {
  expect((await door.send({ method: 'GET', url: `${origin}/away` })).status).toBe(302)
})
