import {
  BLOCK_FORMATS,
  CLOUDFLARE_API,
  type BlockFileSettings,
  type CloudflareListSettings,
} from '@gatehouse/connectors'
import type { Environment, Fault } from './environment.ts'
import { readOwn, type BlockGuard } from '../network/judge-block.ts'
import { readForeignSecret } from './foreign-secret.ts'
import { readUrl } from './scores.ts'
import { words, whole } from './read-values.ts'

/** What in front of the shop is told of blocks. */
export interface NetworkConfig {
  readonly cloudflare: CloudflareListSettings | null
  readonly file: BlockFileSettings | null
  readonly guard: BlockGuard
  /** `NETWORK_SHOPS`; `null`: every shop. */
  readonly shops: readonly string[] | null
  readonly blocksMax: number
}

const BITS_MIN = { 4: 24, 6: 48 }
const BLOCKS_MAX = 1000
/** As many as the largest plans of Cloudflare take. */
const BLOCKS_MAX_MAX = 500_000

/** @param proxies `TRUSTED_PROXIES`: never blocked */
export function readNetwork(
  env: Environment,
  proxies: readonly string[],
  fault: Fault,
): NetworkConfig {
  const named = words(env['NETWORK_NEVER'])
  const shops = words(env['NETWORK_SHOPS'])
  const own = named.flatMap((text) => {
    const range = readOwn(text)
    if (range !== undefined) return [range]
    fault(`\`NETWORK_NEVER\` holds \`${text}\`: give addresses or networks`)
    return []
  })
  const proxyRanges = proxies.flatMap((text) => readOwn(text) ?? [])
  return {
    cloudflare: readCloudflare(env, fault),
    file: readFile(env, fault),
    guard: {
      bitsMin: {
        4: whole(env, 'NETWORK_PREFIX_MIN', [BITS_MIN[4], 8, 32], fault),
        6: whole(env, 'NETWORK_PREFIX_MIN_IPV6', [BITS_MIN[6], 16, 128], fault),
      },
      own: [...own, ...proxyRanges],
    },
    shops: shops.length === 0 ? null : shops,
    blocksMax: whole(env, 'NETWORK_BLOCKS_MAX', [BLOCKS_MAX, 1, BLOCKS_MAX_MAX], fault),
  }
}

function readCloudflare(env: Environment, fault: Fault): CloudflareListSettings | null {
  const accountId = env['CLOUDFLARE_ACCOUNT_ID']
  const listId = env['CLOUDFLARE_LIST_ID']
  const token = readForeignSecret(env, 'CLOUDFLARE_API_TOKEN', fault)
  if (!accountId && !listId && token === null) return null
  if (!isId(accountId) || !isId(listId) || token === null) {
    fault(
      '`CLOUDFLARE_ACCOUNT_ID`, `CLOUDFLARE_LIST_ID` and `CLOUDFLARE_API_TOKEN` belong together: give all three',
    )
    return null
  }
  const api = (env['CLOUDFLARE_API_URL'] || CLOUDFLARE_API).replace(/\/$/, '')
  readUrl(api, 'CLOUDFLARE_API_URL', fault)
  return { api, accountId, listId, token }
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-zA-Z]{1,64}$/.test(text)
}

function readFile(env: Environment, fault: Fault): BlockFileSettings | null {
  const path = env['NETWORK_FILE']
  if (!path) return null
  const named = env['NETWORK_FILE_FORMAT'] || 'plain'
  const format = BLOCK_FORMATS.find((known) => known === named)
  if (format === undefined) {
    fault(`\`NETWORK_FILE_FORMAT\` is \`${named}\`: give one of ${BLOCK_FORMATS.join(', ')}`)
  }
  return { path, format: format ?? 'plain' }
}
