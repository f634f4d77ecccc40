import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A superseded bundle may go after this time: a server started from it may still load its parts. */
const STALE_AFTER_MS = 7 * 24 * 3600_000

export function digest(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** What was built last for an entry, or undefined when there is nothing to rely on. */
export function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Removes what no entry points to and nobody has built in a while. */
export function sweep(cache) {
  const inUse = new Set(
    readdirSync(cache)
      .filter((file) => file.endsWith('.json'))
      .map((file) => readStamp(join(cache, file))?.directory),
  )
  const limit = Date.now() - STALE_AFTER_MS
  for (const entry of readdirSync(cache, { withFileTypes: true })) {
    const path = join(cache, entry.name)
    if (!entry.isDirectory() || inUse.has(entry.name) || statSync(path).mtimeMs > limit) continue
    rmSync(path, { recursive: true, force: true })
  }
}

/** `node_modules/.cache/gatehouse`, or a private directory under the system's when that is read-only. */
export function openCache(root) {
  const own = join(root, 'node_modules/.cache/gatehouse')
  try {
    mkdirSync(own, { recursive: true })
    rmSync(mkdtempSync(join(own, 'work-')), { recursive: true })
    return own
  } catch {
    return openPrivateCache(root)
  }
}

function openPrivateCache(root) {
  const user = process.getuid?.() ?? 0
  let directory = join(tmpdir(), `gatehouse-${user}-${digest(root)}`)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(directory)
  // The name can be guessed: code is only run from a directory that nobody else can write.
  const isOwn = lstatSync(directory).isDirectory() && uid === user && (mode & 0o022) === 0
  if (!isOwn) directory = mkdtempSync(join(dirname(directory), 'gatehouse-'))
  const link = join(directory, 'node_modules')
  if (!existsSync(link)) symlinkSync(join(root, 'node_modules'), link, 'junction')
  return directory
}
