// Keeps a verified copy of a Gatehouse blocklist, with what Node brings along and nothing else:
//
//   node --experimental-strip-types examples/blocklist-client.ts URL PUBLIC_KEY FOLDER
//
// Every version is signed. The key is pinned: whoever holds the server and not its secret can neither
// change an entry, nor play an old version, nor keep a newer one back for longer than a day.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const ANSWER_BYTES_MAX = 100_000_000
const TIMEOUT_MS = 30_000
/** In the order in which entries are sorted. */
const KINDS = ['domain', 'host', 'url', 'ip']

export interface Entry {
  readonly kind: string
  readonly key: string
  readonly [field: string]: unknown
}

/** What is kept between two runs. */
export interface Copy {
  readonly version: number
  /** The manifest as it was signed. */
  readonly manifest: string
  readonly entries: readonly Entry[]
}

interface Manifest {
  readonly schema: string
  readonly version: number
  readonly expires_at: string
  readonly digest: string
  readonly previous: string | null
  readonly formats: Readonly<Record<string, { readonly sha256: string }>>
}

interface Delta {
  readonly from: number
  readonly to: number
  readonly removed: readonly { readonly kind: string; readonly key: string }[]
  readonly put: readonly Entry[]
}

export class BlocklistError extends Error {
  override readonly name = 'BlocklistError'
  readonly code: 'unreachable' | 'forged' | 'rolled_back' | 'expired' | 'tampered'

  constructor(code: BlocklistError['code'], message: string) {
    super(message)
    this.code = code
  }
}

export interface Source {
  /** `https://gatehouse.example` */
  readonly url: string
  /** 32 bytes, base64url: got by another way than this server. */
  readonly publicKey: string
  readonly fetch?: typeof fetch
  readonly nowMs?: () => number
}

/**
 * Brings a copy up to date.
 * @param held `null`: there is none yet
 * @throws BlocklistError: the copy that is held stays good until it expires
 */
export async function updateBlocklist(source: Source, held: Copy | null): Promise<Copy> {
  const text = await signedManifest(source)
  const manifest = JSON.parse(text) as Manifest
  const nowMs = (source.nowMs ?? Date.now)()
  if (manifest.schema !== 'gatehouse/blocklist/1') throw forged('it is of another kind')
  if (Date.parse(manifest.expires_at) <= nowMs) {
    throw new BlocklistError(
      'expired',
      `version ${manifest.version} expired: a newer one is kept back`,
    )
  }
  if (held !== null && manifest.version < held.version) {
    throw new BlocklistError('rolled_back', `${manifest.version} is older than ${held.version}`)
  }
  if (held !== null && manifest.version === held.version) {
    if (text !== held.manifest) throw forged(`there are two versions ${held.version}`)
    return held
  }
  if (held !== null && manifest.version === held.version + 1) {
    if (manifest.previous !== sha256(held.manifest)) throw forged('it follows another version')
  }
  const entries =
    (held === null ? null : await byDelta(source, held, manifest)) ??
    (await bySnapshot(source, manifest))
  return { version: manifest.version, manifest: text, entries }
}

async function signedManifest(source: Source): Promise<string> {
  const answer = JSON.parse(await get(source, '/v1/blocklist/manifest')) as {
    readonly manifest?: unknown
    readonly signature?: unknown
  }
  const { manifest, signature } = answer
  if (typeof manifest !== 'string' || typeof signature !== 'string')
    throw forged('it is not signed')
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: source.publicKey },
    format: 'jwk',
  })
  if (!verify(null, Buffer.from(manifest), key, Buffer.from(signature, 'base64url'))) {
    throw forged('the signature is of another key')
  }
  return manifest
}

/** @returns `null`: the server knows no way from there, or the entries did not come out as signed */
async function byDelta(source: Source, held: Copy, manifest: Manifest): Promise<Entry[] | null> {
  let delta: Delta
  try {
    delta = JSON.parse(await get(source, `/v1/blocklist/delta?since=${held.version}`)) as Delta
  } catch {
    return null
  }
  if (delta.from !== held.version || delta.to !== manifest.version) return null
  const byName = new Map(held.entries.map((entry) => [`${entry.kind} ${entry.key}`, entry]))
  for (const { kind, key } of delta.removed) byName.delete(`${kind} ${key}`)
  for (const entry of delta.put) byName.set(`${entry.kind} ${entry.key}`, entry)
  const entries = [...byName.values()].sort(inOrder)
  return digestOf(entries) === manifest.digest ? entries : null
}

async function bySnapshot(source: Source, manifest: Manifest): Promise<Entry[]> {
  const text = await get(source, '/v1/blocklist.json')
  if (sha256(text) !== manifest.formats['json']?.sha256) {
    throw new BlocklistError('tampered', 'the list is not the one that was signed')
  }
  const { entries } = JSON.parse(text) as { readonly entries: Entry[] }
  if (digestOf(entries) !== manifest.digest) {
    throw new BlocklistError('tampered', 'the entries are not those that were signed')
  }
  return entries
}

async function get(source: Source, path: string): Promise<string> {
  const url = source.url.replace(/\/$/, '') + path
  try {
    const answer = await (source.fetch ?? fetch)(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (answer.status !== 200) throw new Error(`status ${answer.status}`)
    const text = await answer.text()
    if (text.length > ANSWER_BYTES_MAX) throw new Error('the answer is too long')
    return text
  } catch (cause) {
    throw new BlocklistError('unreachable', `${path}: ${(cause as Error).message}`)
  }
}

function inOrder(a: Entry, b: Entry): number {
  if (a.kind !== b.kind) return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)
  if (a.key === b.key) return 0
  return a.key < b.key ? -1 : 1
}

/** Of the sorted entries, a line of JSON each. */
function digestOf(entries: readonly Entry[]): string {
  return sha256(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function forged(message: string): BlocklistError {
  return new BlocklistError('forged', message)
}

async function main([url, publicKey, folder]: readonly string[]): Promise<void> {
  if (url === undefined || publicKey === undefined || folder === undefined) {
    throw new Error('usage: blocklist-client.ts URL PUBLIC_KEY FOLDER')
  }
  const path = join(folder, 'blocklist.json')
  const held = await readFile(path, 'utf8').then(
    (text) => JSON.parse(text) as Copy,
    () => null,
  )
  const copy = await updateBlocklist({ url, publicKey }, held)
  if (copy !== held) {
    await mkdir(folder, { recursive: true })
    // Whole or not at all: a reader never sees half a list.
    await writeFile(`${path}.new`, JSON.stringify(copy))
    await rename(`${path}.new`, path)
  }
  console.log(`version ${copy.version}: ${copy.entries.length} entries`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(process.argv.slice(2))
}
