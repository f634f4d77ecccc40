import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const CLOUDFLARE = {
  accountId: '023e105f4ecef8ad9ca31a8372d0c353',
  listId: '2c0fc9fa937b11eaa1b71c4d701ab86e',
  token: 'a-token-of-the-account',
}

interface Item {
  readonly id: string
  readonly ip: string
  readonly comment?: string
  readonly created_on: string
  readonly modified_on: string
}

/** An account of Cloudflare on loopback with one IP list; changes take a moment, one at a time. */
export interface FakeCloudflare {
  readonly api: string
  /** What the list holds, as people see it. */
  readonly items: Item[]
  /** Calls that change something. */
  readonly changes: string[]
  /** Puts an item on the list as a person would. */
  add(ip: string, comment?: string): void
  /** Answers with this status; `null`: works again. */
  fault(status: number | null): void
  close(): Promise<void>
}

/** How often a change is asked after before it is done. */
const POLLS = 1
const PAGE = 2

export async function startFakeCloudflare(): Promise<FakeCloudflare> {
  const items: Item[] = []
  const changes: string[] = []
  const operations = new Map<string, { left: number; readonly work: () => void }>()
  let fault: number | null = null
  let made = 0
  const now = () => new Date().toISOString()
  const newItem = (ip: string, comment?: string): Item => ({
    id: `item${String(++made).padStart(28, '0')}`,
    ip,
    ...(comment === undefined ? {} : { comment }),
    created_on: now(),
    modified_on: now(),
  })
  const isBusy = () => [...operations.values()].some(({ left }) => left > 0)

  function change(what: string, work: () => void, response: ServerResponse): void {
    // "1 pending bulk operation per account" (developers.cloudflare.com/api).
    if (isBusy()) return refuse(response, 429, 10_035)
    changes.push(what)
    const id = `operation${String(++made).padStart(23, '0')}`
    operations.set(id, { left: POLLS, work })
    succeed(response, { operation_id: id })
  }

  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://fake')
      if (fault !== null) return refuse(response, fault, 10_000)
      if (request.headers.authorization !== `Bearer ${CLOUDFLARE.token}`) {
        return refuse(response, 403, 10_000)
      }
      const lists = `/accounts/${CLOUDFLARE.accountId}/rules/lists`
      const [, operation] = /bulk_operations\/(\w+)$/.exec(url.pathname) ?? []
      if (operation !== undefined) {
        const found = operations.get(operation)
        if (found === undefined) return refuse(response, 404, 10_001)
        if (found.left > 0 && --found.left === 0) found.work()
        return succeed(response, {
          id: operation,
          status: found.left > 0 ? 'running' : 'completed',
        })
      }
      if (url.pathname !== `${lists}/${CLOUDFLARE.listId}/items`) {
        return refuse(response, 404, 10_001)
      }
      if (request.method === 'POST') {
        const given = body as { ip: string; comment?: string }[]
        const wrong = given.find(({ ip }) => /\/(32|128)$/.test(ip))
        if (wrong !== undefined) return refuse(response, 400, 10_009)
        return change(
          `POST ${given.map(({ ip }) => ip).join(' ')}`,
          () => void items.push(...given.map(({ ip, comment }) => newItem(ip, comment))),
          response,
        )
      }
      if (request.method === 'DELETE') {
        const ids = (body as { items: { id: string }[] }).items.map(({ id }) => id)
        const gone = items.filter(({ id }) => ids.includes(id)).map(({ ip }) => ip)
        return change(
          `DELETE ${gone.join(' ')}`,
          () => void items.splice(0, items.length, ...items.filter(({ id }) => !ids.includes(id))),
          response,
        )
      }
      const from = Number(url.searchParams.get('cursor') ?? 0)
      const after = from + PAGE < items.length ? { cursors: { after: String(from + PAGE) } } : {}
      return succeed(response, items.slice(from, from + PAGE), after)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    api: `http://127.0.0.1:${port}`,
    items,
    changes,
    add: (ip, comment) => void items.push(newItem(ip, comment)),
    fault: (status) => void (fault = status),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const text = Buffer.concat(pieces).toString()
  return text === '' ? undefined : JSON.parse(text)
}

function succeed(response: ServerResponse, result: unknown, info: object = {}): void {
  send(response, 200, { success: true, errors: [], messages: [], result, result_info: info })
}

function refuse(response: ServerResponse, status: number, code: number): void {
  const errors = [{ code, message: 'refused by the fake' }]
  send(response, status, { success: false, errors, messages: [], result: null })
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
