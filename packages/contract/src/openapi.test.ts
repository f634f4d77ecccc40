import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { ERRORS } from './errors.ts'
import { openapiDocument } from './openapi.ts'
import { blocklistRoutes } from './routes/blocklist.ts'
import { SCOPES, type Route } from './routes/route.ts'
import { errorsOf, ROUTE_IDS, ROUTES } from './routes/routes.ts'
import { complaints } from './validator.case.ts'

const document = openapiDocument({ version: '0.1.0' })

describe('OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const checked = await new Validator().validate(structuredClone(document))
    expect(checked.errors ?? []).toEqual([])
    expect(checked.valid).toBe(true)
  })

  it('has an operation for every route, once', () => {
    const paths = document['paths'] as Record<string, Record<string, { operationId: string }>>
    const ids = Object.values(paths).flatMap((path) =>
      Object.values(path).map((operation) => operation.operationId),
    )
    expect(ids.toSorted()).toEqual([...ROUTE_IDS].toSorted())
  })

  it('refers to nothing that is not there, and names nothing that nobody refers to', () => {
    const text = JSON.stringify(document)
    const refs = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) =>
      String(name),
    )
    const { schemas } = document['components'] as { schemas: object }
    expect(Object.keys(schemas).toSorted()).toEqual([...new Set(refs)].toSorted())
  })

  it('is the same text every time', () => {
    expect(JSON.stringify(openapiDocument({ version: '0.1.0' }))).toBe(JSON.stringify(document))
  })
})

describe.each(ROUTE_IDS.map((id): [string, Route] => [id, ROUTES[id]]))('%s', (_id, route) => {
  it('has examples that fit its schemas', () => {
    if (route.body !== undefined) {
      expect(complaints(route.body, route.bodyExample)).toEqual([])
    }
    for (const { schema, example } of Object.values(route.answers)) {
      if (example !== undefined && schema !== null) expect(complaints(schema, example)).toEqual([])
    }
    expect(route.body === undefined).toBe(route.bodyBytesMax === undefined)
  })

  it('declares the parameters of its path, and a scope that exists', () => {
    const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(Object.keys(route.params?.properties ?? {})).toEqual(named)
    if (route.scope !== null) expect(SCOPES).toContain(route.scope)
  })

  it('answers no error with the status of a success', () => {
    for (const code of errorsOf(route)) {
      const isAnswer = Object.hasOwn(route.answers, ERRORS[code].status)
      expect(isAnswer && ERRORS[code].status < 500).toBe(false)
    }
  })
})

describe('route table', () => {
  it('opens nothing without a key but what anybody may ask at a bounded rate, its health and its own description', () => {
    const open = ROUTE_IDS.filter((id) => ROUTES[id].scope === null)
    const forAnybody: string[] = [
      'checkLinkPublicly',
      'getPublicCheck',
      'reportSitePublicly',
      'checkPage',
      ...Object.keys(blocklistRoutes),
      'appeal',
      'getAppeal',
    ]
    expect(open).toEqual([...forAnybody, 'livez', 'readyz', 'openapi'])
    for (const id of open) {
      if (forAnybody.includes(id)) expect((ROUTES[id] as Route).perMinute).toBeGreaterThan(0)
    }
  })

  it('has no two routes with the same method and path', () => {
    const all = ROUTE_IDS.map((id) => `${ROUTES[id].method} ${ROUTES[id].path}`)
    expect(new Set(all).size).toBe(all.length)
  })
})
