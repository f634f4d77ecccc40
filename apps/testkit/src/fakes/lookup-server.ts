import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface LookupRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

/** What the fake knows of the world. */
export interface KnownWorld {
  /** First lines of addresses, and what stands there. */
  readonly buildings: Map<string, 'house' | 'warehouse'>
  readonly reachable: Set<string>
  /** `Last name, city`. */
  readonly people: Set<string>
}

/** Services for addresses, numbers and people on loopback, over one small world. */
export interface FakeLookups {
  readonly origin: string
  readonly world: KnownWorld
  readonly requests: LookupRequest[]
  /** Answers with this status; `null`: works again. */
  fault(status: number | null): void
  close(): Promise<void>
}

/**
 * `/google`: Address Validation as documented. `/search`: Nominatim 4, `jsonv2`. `/address`,
 * `/phone`, `/person`: services of somebody's own.
 */
export async function startFakeLookups(): Promise<FakeLookups> {
  const world: KnownWorld = { buildings: new Map(), reachable: new Set(), people: new Set() }
  const requests: LookupRequest[] = []
  let fault: number | null = null
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString()
      const body: unknown = text === '' ? undefined : JSON.parse(text)
      const url = new URL(request.url ?? '/', 'http://fake')
      requests.push({ path: url.pathname + url.search, headers: request.headers, body })
      if (fault !== null) return void response.writeHead(fault).end()
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answerOf(url, body as Record<string, unknown>)))
    })
  })

  function answerOf(url: URL, body: Record<string, unknown>): unknown {
    switch (url.pathname) {
      case '/google': {
        const { addressLines } = body['address'] as { addressLines: string[] }
        const building = world.buildings.get(addressLines[0] ?? '')
        return {
          result: {
            verdict: {
              inputGranularity: 'PREMISE',
              validationGranularity: building === undefined ? 'ROUTE' : 'PREMISE',
              geocodeGranularity: building === undefined ? 'ROUTE' : 'PREMISE',
              ...(building === undefined
                ? { hasUnconfirmedComponents: true }
                : { addressComplete: true }),
            },
            metadata:
              building === undefined
                ? {}
                : {
                    business: building === 'warehouse',
                    poBox: false,
                    residential: building === 'house',
                  },
          },
          responseId: 'de22bed8-7f52-44cb-8526-faceac57150a',
        }
      }
      case '/search': {
        const building = world.buildings.get(url.searchParams.get('street') ?? '')
        const place = {
          place_rank: 30,
          category: 'building',
          type: building,
          addresstype: 'building',
        }
        return building === undefined ? [] : [place]
      }
      case '/address': {
        const building = world.buildings.get((body['lines'] as string[])[0] ?? '')
        return { result: { found: building !== undefined, home: building === 'house' } }
      }
      case '/phone':
        return { status: world.reachable.has(String(body['number'])) ? 'ACTIVE' : 'ABSENT' }
      default:
        return { found: world.people.has(`${String(body['lastName'])}, ${String(body['city'])}`) }
    }
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    world,
    requests,
    fault: (status) => void (fault = status),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
