import { EgressError, type ConfiguredDoor } from '@gatehouse/egress'
import {
  NetworkLayerError,
  type HeldBlock,
  type NetworkChange,
  type NetworkLayer,
} from './network-layer.ts'

export const CLOUDFLARE_API = 'https://api.cloudflare.com/client/v4'

export interface CloudflareListSettings {
  /** `https://api.cloudflare.com/client/v4` */
  readonly api: string
  readonly accountId: string
  /** An IP list, which rules of the account turn requests away by. */
  readonly listId: string
  /** May edit account filter lists, and need nothing else. */
  readonly token: string
}

/** Ours are told from what people put on the list by this comment. */
export const OUR_COMMENT = 'gatehouse'
const ANSWER_BYTES_MAX = 4_194_304
const TIMEOUT_MS = 15_000
const PAGE_ITEMS = 500
const PAGES_MAX = 100
/** Items of one call: each call is a bulk operation, of which an account runs one at a time. */
const CALL_ITEMS_MAX = 1000
const POLL_MS = 500
const POLLS_MAX = 60
/** Prefixes that lists take (https://developers.cloudflare.com/waf/tools/lists/custom-lists). */
const BITS = { 4: [8, 32], 6: [12, 64] } as const
const ADDRESS_BITS = { 4: 32, 6: 128 } as const

interface Envelope {
  readonly success?: unknown
  readonly result?: unknown
  readonly result_info?: { readonly cursors?: { readonly after?: unknown } }
  readonly errors?: unknown
}

/** Cloudflare's Lists API (https://developers.cloudflare.com/waf/tools/lists/lists-api). */
export function openCloudflareList(
  door: ConfiguredDoor,
  { api, accountId, listId, token }: CloudflareListSettings,
): NetworkLayer {
  const lists = `${api}/accounts/${accountId}/rules/lists`

  async function call(
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<Envelope> {
    try {
      const answer = await door.send({
        method,
        url,
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
        limits: { bytesMax: ANSWER_BYTES_MAX, timeoutMs: TIMEOUT_MS },
        signal,
      })
      const envelope = parsed(answer.body)
      if (answer.status < 300 && envelope?.success === true) return envelope
      throw new NetworkLayerError(`Cloudflare: status ${answer.status}${codesOf(envelope)}`)
    } catch (error) {
      if (!(error instanceof EgressError)) throw error
      throw new NetworkLayerError(`Cloudflare: ${error.code}`, { cause: error })
    }
  }

  async function held(signal: AbortSignal): Promise<HeldBlock[]> {
    const found: HeldBlock[] = []
    let after = ''
    for (let page = 0; page < PAGES_MAX; page++) {
      const cursor = after === '' ? '' : `&cursor=${encodeURIComponent(after)}`
      const url = `${lists}/${listId}/items?per_page=${PAGE_ITEMS}${cursor}`
      const { result, result_info: info } = await call('GET', url, undefined, signal)
      for (const item of Array.isArray(result) ? (result as Record<string, unknown>[]) : []) {
        const { id, ip, comment } = item
        const isOurs = typeof comment === 'string' && comment.startsWith(OUR_COMMENT)
        if (isOurs && typeof id === 'string' && typeof ip === 'string') {
          found.push({ id, range: withLength(ip) })
        }
      }
      after = typeof info?.cursors?.after === 'string' ? info.cursors.after : ''
      if (after === '') return found
    }
    throw new NetworkLayerError('Cloudflare: the list is longer than can be read')
  }

  /** A change is carried out later, one at a time in an account: the next would be refused. */
  async function done({ result }: Envelope, signal: AbortSignal): Promise<void> {
    const operation = (result as { operation_id?: unknown } | null)?.operation_id
    if (typeof operation !== 'string') return
    const url = `${lists}/bulk_operations/${encodeURIComponent(operation)}`
    for (let poll = 0; poll < POLLS_MAX; poll++) {
      const { result: state } = await call('GET', url, undefined, signal)
      const { status } = (state ?? {}) as { status?: unknown }
      if (status === 'completed') return
      if (status === 'failed') throw new NetworkLayerError('Cloudflare: the change failed')
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      if (signal.aborted) throw new NetworkLayerError('Cloudflare: stopped')
    }
    throw new NetworkLayerError('Cloudflare: the change takes too long')
  }

  return {
    name: 'cloudflare',
    takes({ version, bits }) {
      const [min, max] = BITS[version]
      return bits === ADDRESS_BITS[version] || (bits >= min && bits <= max)
    },
    async replace(ranges, signal): Promise<NetworkChange> {
      const wanted = new Set(ranges)
      const now = await held(signal)
      const there = new Set(now.map(({ range }) => range))
      const gone = now.filter(({ range }) => !wanted.has(range))
      const fresh = [...wanted].filter((range) => !there.has(range))
      const items = `${lists}/${listId}/items`
      // What no longer blocks anybody goes first: that is what a person waits for.
      for (const some of partsOf(gone)) {
        const body = { items: some.map(({ id }) => ({ id })) }
        await done(await call('DELETE', items, body, signal), signal)
      }
      for (const some of partsOf(fresh)) {
        const body = some.map((range) => ({ ip: asItem(range), comment: OUR_COMMENT }))
        await done(await call('POST', items, body, signal), signal)
      }
      return { added: fresh.length, removed: gone.length }
    },
  }
}

/** Single addresses stand on lists without a length. */
function asItem(range: string): string {
  return range.replace(/^([^:]+)\/32$|^(.*:.*)\/128$/, '$1$2')
}

function withLength(ip: string): string {
  return ip.includes('/') ? ip : `${ip}/${ip.includes(':') ? 128 : 32}`
}

function* partsOf<Item>(all: readonly Item[]): Generator<Item[]> {
  for (let at = 0; at < all.length; at += CALL_ITEMS_MAX) yield all.slice(at, at + CALL_ITEMS_MAX)
}

function codesOf(envelope: Envelope | null): string {
  const errors = envelope?.errors
  if (!Array.isArray(errors) || errors.length === 0) return ''
  return `, ${(errors as { code?: unknown }[]).map(({ code }) => Number(code)).join(' ')}`
}

function parsed(body: Uint8Array): Envelope | null {
  try {
    const value = JSON.parse(Buffer.from(body).toString()) as unknown
    return typeof value === 'object' && value !== null ? value : null
  } catch {
    return null
  }
}
