import type { Scope } from '@gatehouse/contract'
import type { FastifyRequest } from 'fastify'
import { ApiError } from './api-error.ts'
import { mayUse, type Caller, type KeyTable } from './keys.ts'

/** Which shops there are, and which of them speak for others. */
export interface ShopDirectory {
  /** The shop's parent; `null` for a shop of its own; `undefined` when there is no such shop. */
  parentOf(shopId: string): string | null | undefined
  /** Makes a shop with the default settings; only the bootstrap key may. */
  ensure(shopId: string): Promise<void>
}

/** The shop of a bootstrap key that names none. */
export const DEFAULT_SHOP = 'default'
const SHOP_HEADER = 'gatehouse-shop'
const MAKING_METHODS = new Set(['POST', 'PUT'])
const SHOP_ID = /^[A-Za-z0-9._:-]{1,64}$/

/** @throws ApiError `unauthorized` without a valid key, `forbidden` when it lacks the scope */
export function authenticate(request: FastifyRequest, scope: Scope, keys: KeyTable): Caller {
  const header = request.headers.authorization
  const key = header === undefined ? undefined : /^Bearer ([\x21-\x7E]+)$/i.exec(header)?.[1]
  const caller = key === undefined ? undefined : keys.find(key)
  if (caller === undefined) {
    throw new ApiError('unauthorized', { headers: { 'www-authenticate': 'Bearer' } })
  }
  if (!mayUse(caller, scope)) {
    throw new ApiError('forbidden', { detail: `the key needs the scope \`${scope}\`` })
  }
  return caller
}

/** What of a request may name a shop. */
export interface Naming {
  readonly body: unknown
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * The shop that a request is about. A key belongs to one shop and may name a sub-shop of it; the
 * bootstrap key names any, in the body or in the header `Gatehouse-Shop`, and a shop that it is the
 * first to name is made. A shop in the path is one of those that are spoken for, and is not made.
 *
 * @throws ApiError `shop_not_allowed` also where header and body name two, `not_found` for a shop that is not there, or not the caller's
 */
export async function shopOf(
  request: FastifyRequest,
  caller: Caller,
  { body, params }: Naming,
  shops: ShopDirectory,
): Promise<string> {
  const named = namedShop(request, body)
  const { shop_id: inPath } = params
  if (typeof inPath === 'string') return shopInPath(inPath, named, caller, shops)
  if (caller.shopId === null) {
    const shopId = named ?? DEFAULT_SHOP
    if (!SHOP_ID.test(shopId)) {
      throw new ApiError('shop_not_allowed', {
        detail: 'a shop id has 1 to 64 letters, digits, dots, colons, dashes or underscores',
      })
    }
    if (shops.parentOf(shopId) !== undefined) return shopId
    // Who only reads may have mistyped: a shop is made by the first thing that is sent to it.
    if (!MAKING_METHODS.has(request.method)) throw new ApiError('not_found')
    await shops.ensure(shopId)
    return shopId
  }
  return ownShop(named, caller.shopId, shops)
}

function ownShop(named: string | undefined, shopId: string, shops: ShopDirectory): string {
  if (named === undefined || named === shopId) return shopId
  if (shops.parentOf(named) === shopId) return named
  throw new ApiError('shop_not_allowed')
}

function shopInPath(
  inPath: string,
  named: string | undefined,
  { shopId }: Caller,
  shops: ShopDirectory,
): string {
  // `undefined`: the bootstrap key, which named nobody, speaks for all.
  const speaker = shopId === null ? named : ownShop(named, shopId, shops)
  const parent = shops.parentOf(inPath)
  const isSpokenFor = speaker === undefined || speaker === inPath || speaker === parent
  if (parent === undefined || !isSpokenFor) throw new ApiError('not_found')
  return inPath
}

/**
 * Where a body may name its shop: an event in its header, anything else at the top.
 * @throws ApiError `shop_not_allowed` where two are named
 */
function namedShop(request: FastifyRequest, body: unknown): string | undefined {
  const { event, shop_id: top } = (body ?? {}) as {
    event?: { shop_id?: unknown }
    shop_id?: unknown
  }
  const header = request.headers[SHOP_HEADER]
  const names = [event?.shop_id, top, header].filter((name) => typeof name === 'string')
  const [named] = names
  const other = names.find((name) => name !== named)
  if (other !== undefined) {
    throw new ApiError('shop_not_allowed', {
      detail: `the request names two shops, \`${named}\` and \`${other}\`: name one, in the body or in the header`,
    })
  }
  return named
}
