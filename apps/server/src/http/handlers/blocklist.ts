import type { BlocklistFormat, BlocklistManifest } from '@gatehouse/contract'
import type { FeedBook } from '@gatehouse/investigate'
import { FEED_FORMATS } from '@gatehouse/sites'
import type { Store } from '@gatehouse/store'
import { ok, type ApiAnswer, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'

export interface BlocklistParts {
  readonly store: Pick<Store, 'blocklist'>
  readonly feed: FeedBook
}

type BlocklistHandlers = Pick<
  Handlers,
  | 'getBlocklist'
  | 'getBlocklistManifest'
  | 'getBlocklistDelta'
  | 'getBlocklistPrefixes'
  | 'getFullHashes'
  | 'getMispFile'
  | 'getStalelist'
  | 'getDiffsSince'
>

/** STIX 2.1, section 6 of the TAXII specification. */
const STIX = 'application/stix+json;version=2.1'
/** Caches may answer for a minute: a verdict is to be everywhere within minutes. */
const CACHE = 'public, max-age=60'

/** The open feed. Versions and formats are made by `FeedBook`; here they get their headers. */
export function blocklistHandlers({ store, feed }: BlocklistParts): BlocklistHandlers {
  const { signer } = store.blocklist
  return {
    async getBlocklist({ params }) {
      const format = params['format'] as BlocklistFormat
      const { text, sealed } = await feed.format(format)
      const contentType = format === 'stix' ? STIX : FEED_FORMATS[format].contentType
      const headers = { etag: `"${sealed.version}-${format}"`, 'cache-control': CACHE }
      return { status: 200, body: text, contentType, headers } satisfies ApiAnswer
    },
    async getBlocklistManifest() {
      const { manifest, signature } = (await feed.current()).sealed
      return ok({
        manifest,
        signature: Buffer.from(signature).toString('base64url'),
        public_key: signer.publicKey.toString('base64url'),
        key_id: signer.keyId,
      } satisfies BlocklistManifest)
    },
    async getBlocklistDelta({ query }) {
      const delta = await feed.deltaSince(Number(query['since']))
      if (delta === undefined) throw new ApiError('not_found')
      return ok(delta)
    },
    async getBlocklistPrefixes({ query }) {
      const { since } = query as { readonly since?: number }
      return ok(await feed.prefixesSince(since ?? null))
    },
    async getFullHashes({ params }) {
      const { edition } = await feed.current()
      const found = edition.hashes.fullHashes(String(params['prefix']))
      return ok({
        hashes: found.map(({ hash, kind, expiresAtMs }) => ({
          hash,
          kind,
          expires_at: new Date(expiresAtMs).toISOString(),
        })),
      })
    },
    async getMispFile({ params }) {
      const name = String(params['file'])
      const text = (await feed.current()).edition.misp.get(name)
      if (text === undefined) throw new ApiError('not_found')
      const contentType = name.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/json'
      return { status: 200, body: text, contentType, headers: { 'cache-control': CACHE } }
    },
    getStalelist: async () => ok(await feed.stalelist()),
    getDiffsSince: async ({ params }) => ok(await feed.diffsSince(Number(params['since']))),
  }
}
