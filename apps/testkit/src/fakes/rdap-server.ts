import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a registry knows of a domain. Dates are RFC 3339; `null`: it keeps the date back. */
export interface RegisteredDomain {
  readonly registered: string | null
  readonly expires?: string
  readonly country?: string
  readonly registrar?: string
  /** Organisation of the registrant, a privacy service for example. */
  readonly organisation?: string
  readonly nameServers?: readonly string[]
}

export type RdapFault =
  /** 429, with `Retry-After` in seconds. */
  | { readonly kind: 'too_many'; readonly retryAfter?: string }
  | { readonly kind: 'status'; readonly status: number }
  /** Takes the request and never answers. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'redirect'; readonly to: string }
  /** Answers with this body as if it were RDAP. */
  | { readonly kind: 'body'; readonly body: string; readonly contentType?: string }

/** A registry on loopback: RDAP as RFC 7480, 9082 and 9083 have it, and it keeps its register. */
export interface FakeRdap {
  readonly port: number
  /** Path of every request. */
  readonly asked: string[]
  register(domain: string, facts: RegisteredDomain): void
  /** For a domain, or with `*` for all; `null` ends it. */
  fault(domain: string, fault: RdapFault | null): void
  close(): Promise<void>
}

export async function startFakeRdap(): Promise<FakeRdap> {
  const register = new Map<string, RegisteredDomain>()
  const faults = new Map<string, RdapFault>()
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const domain = /\/domain\/([^/?]+)$/.exec(path)?.[1] ?? ''
    const answer = (status: number, body: object, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/rdap+json', ...headers })
      response.end(JSON.stringify(body))
    }
    const fault = faults.get(domain) ?? faults.get('*')
    switch (fault?.kind) {
      case 'too_many':
        answer(
          429,
          { errorCode: 429, title: 'Too Many Requests' },
          fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter },
        )
        return
      case 'status':
        answer(fault.status, { errorCode: fault.status })
        return
      case 'silence':
        return
      case 'redirect':
        response.writeHead(302, { location: fault.to }).end()
        return
      case 'body':
        response.writeHead(200, { 'content-type': fault.contentType ?? 'application/rdap+json' })
        response.end(fault.body)
        return
      case undefined:
    }
    const facts = register.get(domain)
    if (facts === undefined) answer(404, { errorCode: 404, title: 'Not Found' })
    else answer(200, domainObject(domain, facts))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    register: (domain, facts) => void register.set(domain, facts),
    fault(domain, fault) {
      if (fault === null) faults.delete(domain)
      else faults.set(domain, fault)
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** RFC 9083, section 5.3, with the fields that every registry sends. */
function domainObject(domain: string, facts: RegisteredDomain): object {
  const { registered, expires, country, registrar, organisation } = facts
  const { nameServers = ['ns1.fake-host.net', 'ns2.fake-host.net'] } = facts
  const events = [
    ...(registered === null ? [] : [{ eventAction: 'registration', eventDate: registered }]),
    ...(expires === undefined ? [] : [{ eventAction: 'expiration', eventDate: expires }]),
  ]
  return {
    rdapConformance: ['rdap_level_0'],
    objectClassName: 'domain',
    handle: 'FAKE-1',
    ldhName: domain.toUpperCase(),
    status: ['active'],
    nameservers: nameServers.map((ldhName) => ({ objectClassName: 'nameserver', ldhName })),
    events,
    entities: [
      {
        objectClassName: 'entity',
        roles: ['registrant'],
        vcardArray: [
          'vcard',
          [
            ['version', {}, 'text', '4.0'],
            ['fn', {}, 'text', ''],
            ...(organisation === undefined ? [] : [['org', {}, 'text', organisation]]),
            [
              'adr',
              country === undefined ? {} : { cc: country },
              'text',
              ['', '', '', '', '', '', ''],
            ],
          ],
        ],
      },
      ...(registrar === undefined
        ? []
        : [
            {
              objectClassName: 'entity',
              roles: ['registrar'],
              vcardArray: ['vcard', [['fn', {}, 'text', registrar]]],
            },
          ]),
    ],
    ...(registered === null
      ? {
          redacted: [{ name: { description: 'Registry Domain Creation Date' }, method: 'removal' }],
        }
      : {}),
  }
}
