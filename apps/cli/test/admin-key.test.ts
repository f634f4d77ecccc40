/** Keys that an operator makes on the command line, against the server that runs beside it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { START_TIMEOUT_MS, startOwnServer, type OwnServer } from './own-server.ts'
import { gatehouseIn } from './terminal.ts'

let own: OwnServer
beforeAll(async () => {
  own = await startOwnServer()
  for (const shop of ['a', 'b'])
    await call(own.server.apiKey, 'POST', '/v1/decisions', { shop, body: {} })
}, START_TIMEOUT_MS)
afterAll(() => own.close())

async function call(
  key: string,
  method: string,
  path: string,
  { shop, body }: { shop?: string; body?: object } = {},
) {
  const response = await fetch(`${own.server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(shop === undefined ? {} : { 'gatehouse-shop': shop }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as { code?: string; id?: string }
  return { status: response.status, ...answer }
}

const create = (shop: string, scopes: string) =>
  gatehouseIn(
    own.env,
    ...`admin key create --shop ${shop} --name cart --scopes ${scopes}`.split(' '),
  )

/** The server hears of a key by a note from the database. */
async function inForce(key: string): Promise<void> {
  await expect
    .poll(() => call(key, 'GET', '/v1/decisions/x'), { timeout: 10_000 })
    .not.toMatchObject({ status: 401 })
}

describe('a key of a shop', () => {
  it('decides and reads for its own shop, and for no other', async () => {
    const { exitCode, printed, noted } = await create('a', 'decide,read')
    expect(exitCode).toBe(0)
    expect(printed).toMatch(/^gh_[\w-]{43}$/)
    expect(noted).toContain('may: decide, read')
    await inForce(printed)
    const decided = await call(printed, 'POST', '/v1/decisions', { body: {} })
    expect(decided).toMatchObject({ status: 200 })
    const path = `/v1/decisions/${decided.id}`
    expect(await call(printed, 'GET', path)).toMatchObject({ status: 200, id: decided.id })

    const refused = { status: 403, code: 'shop_not_allowed' }
    const order = { body: { event: { shop_id: 'b' } } }
    expect(await call(printed, 'POST', '/v1/decisions', order)).toMatchObject(refused)
    expect(await call(printed, 'POST', '/v1/decisions', { shop: 'b', body: {} })).toMatchObject(
      refused,
    )
    expect(await call(printed, 'GET', path, { shop: 'b' })).toMatchObject(refused)
    const theirs = await call(own.server.apiKey, 'POST', '/v1/decisions', { shop: 'b', body: {} })
    expect(await call(printed, 'GET', `/v1/decisions/${theirs.id}`)).toMatchObject({
      status: 404,
      code: 'not_found',
    })
  })

  it('may do what its scopes say, and nothing else', async () => {
    const { printed } = await create('a', 'decide')
    await inForce(printed)
    const forbidden = { status: 403, code: 'forbidden' }
    expect(await call(printed, 'GET', '/v1/decisions')).toMatchObject(forbidden)
    expect(await call(printed, 'POST', '/v1/lists', { body: {} })).toMatchObject(forbidden)
    expect(await call(printed, 'GET', '/metrics')).toMatchObject(forbidden)
    expect(await call(printed, 'POST', '/v1/decisions', { body: {} })).toMatchObject({
      status: 200,
    })
  })

  it('is unknown once it is revoked, while the others stay', async () => {
    const [first, second] = [await create('b', 'read'), await create('b', 'read')]
    await inForce(first.printed)
    await inForce(second.printed)
    const id = /key ([\w-]{36})/.exec(first.noted)![1]!
    const revoke = ['admin', 'key', 'revoke', id, '--shop']
    expect(await gatehouseIn(own.env, ...revoke, 'a')).toMatchObject({ exitCode: 1 })
    expect(await gatehouseIn(own.env, ...revoke, 'b')).toMatchObject({ exitCode: 0 })
    await expect
      .poll(() => call(first.printed, 'GET', '/v1/decisions'), { timeout: 10_000 })
      .toMatchObject({ status: 401, code: 'unauthorized' })
    expect(await call(second.printed, 'GET', '/v1/decisions')).toMatchObject({ status: 200 })
    const { printed } = await gatehouseIn(own.env, 'admin', 'key', 'list', '--shop', 'b')
    expect(printed).toMatch(new RegExp(`${id} +cart +read +made .* revoked `))
    expect(printed).not.toContain('gh_')
  })
})

describe('a wrong command line', () => {
  it.each([
    ['admin key create --shop a --name n', 2, '`--scopes` is missing'],
    ['admin key create --shop a --name n --scopes reed', 2, 'did you mean `read`?'],
    ['admin key create --shop nobody --name n --scopes read', 1, 'there is no shop `nobody`'],
    ['admin key revoke nonsense --shop a', 1, 'has no key `nonsense` in use'],
  ])('`%s` ends with exit code %i', async (line, exitCode, message) => {
    const ran = await gatehouseIn(own.env, ...line.split(' '))
    expect(ran.noted).toContain(message)
    expect(ran.exitCode).toBe(exitCode)
  })

  it('makes no installation where there is none', async () => {
    const env = { DATA_DIR: `${own.env.DATA_DIR}/none` }
    const ran = await gatehouseIn(env, ...'admin key list --shop a'.split(' '))
    expect(ran).toMatchObject({ exitCode: 1 })
    expect(ran.noted).toContain('there is no installation in')
  })
})
