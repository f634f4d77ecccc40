import { constants } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import { frameOf, readFrames, type Frame, type FramePlace } from './frame.ts'
import { StoreError } from '../store-error.ts'

/** A file is drained as a whole and then removed: this bounds what a crash makes be drained again. */
const FILE_BYTES_MAX = 8 * 1024 * 1024
const WRITTEN = '.spool'
/** Being drained: nobody writes to it any more. */
const TAKEN = '.draining'
/** What followed the whole records of a file: for a person to look at. */
const DAMAGED = '.damaged'

/** A record that the database refuses. */
const REFUSED = '.refused'

/** Where a record stands. */
export interface Place extends FramePlace {
  /** The file's name without its ending. */
  readonly file: string
}

/** A file of which nothing more is written. */
export interface TakenFile {
  readonly file: string
  readonly frames: readonly Frame[]
  /** Bytes after the last whole record, put aside. */
  readonly damagedBytes: number
}

/**
 * Records on the disk, oldest first, in files that are written at their end and removed as a whole.
 *
 * Two processes may share a folder (a second server on the same data, a test). So a file is taken
 * by renaming it, and a writer looks after each fsync whether its file still has its name; if not,
 * somebody may have read it before that write, and it is written again elsewhere. Twice is
 * harmless: ids tell.
 */
export interface SpoolFolder {
  /**
   * Resolves once the record is on the disk. What waits meanwhile shares one fsync.
   * Throws `StoreError` `overloaded` when there is no room, `database_unreachable` when the disk
   * refuses.
   */
  append(payload: Uint8Array): Promise<Place>
  /** The oldest file, closed for writing; `undefined`: there is none. */
  take(): Promise<TakenFile | undefined>
  /** `undefined`: another process has drained and removed it. */
  read(place: Place): Promise<Buffer | undefined>
  /** All that was taken from it is stored elsewhere. */
  remove(file: string): Promise<void>
  /** Keeps a record by itself, out of the way. */
  putAside(name: string, payload: Uint8Array): Promise<void>
  /** On the disk, or on its way there. */
  readonly bytes: number
  close(): Promise<void>
}

interface Waiting {
  readonly frame: Buffer
  readonly resolve: (place: Place) => void
  readonly reject: (error: unknown) => void
}

interface Active {
  readonly file: string
  readonly handle: FileHandle
  size: number
}

export async function openSpoolFolder(folder: string, maxBytes: number): Promise<SpoolFolder> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (made !== undefined) await syncFolder(dirname(folder))
  /** Bytes of each file that is there. */
  const files = new Map<string, number>()
  for (const name of (await readdir(folder)).toSorted()) {
    const file = fileOf(name)
    if (file === undefined) continue
    const facts = await stat(join(folder, name)).catch(() => undefined)
    if (facts !== undefined) files.set(file, facts.size)
  }
  let bytes = [...files.values()].reduce((sum, size) => sum + size, 0)
  let active: Active | undefined
  const waiting: Waiting[] = []
  let last: Promise<unknown> = Promise.resolve()

  const pathOf = (file: string, ending: string) => join(folder, `${file}${ending}`)

  /** Writing and closing the file take turns. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(work, work)
    last = turn.catch(() => {})
    return turn
  }

  async function begin(): Promise<Active> {
    // Names in the order of their making; another process may make one in the same millisecond.
    const file = `${Date.now().toString().padStart(14, '0')}-${randomUUID()}`
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
    const handle = await open(pathOf(file, WRITTEN), flags, 0o600)
    await syncFolder(folder)
    files.set(file, 0)
    active = { file, handle, size: 0 }
    return active
  }

  function forget(file: string): void {
    bytes -= files.get(file) ?? 0
    files.delete(file)
  }

  async function end(): Promise<void> {
    const ended = active
    active = undefined
    await ended?.handle.close().catch(() => {})
  }

  async function flush(): Promise<void> {
    const batch = waiting.splice(0)
    if (batch.length === 0) return
    const text = Buffer.concat(batch.map(({ frame }) => frame))
    try {
      const written = await write(text)
      let { at } = written
      for (const { frame, resolve } of batch) {
        resolve({ file: written.file, at, bytes: frame.length })
        at += frame.length
      }
    } catch (cause) {
      bytes -= text.length
      const why = cause instanceof Error ? cause.message : String(cause)
      const error = new StoreError(
        'database_unreachable',
        `the database is away, and the spool cannot be written: ${why}`,
        { cause },
      )
      for (const { reject } of batch) reject(error)
    }
  }

  async function write(text: Buffer): Promise<{ file: string; at: number }> {
    for (;;) {
      if (active !== undefined && active.size >= FILE_BYTES_MAX) await end()
      const { file, handle, size: at } = (active ??= await begin())
      try {
        await writeAll(handle, text, at)
        await handle.datasync()
      } catch (error) {
        // Whoever sent it is told that it is not kept.
        await handle.truncate(at).catch(() => {})
        await end()
        throw error
      }
      if (await isSameFile(handle, pathOf(file, WRITTEN))) {
        active.size += text.length
        files.set(file, active.size)
        return { file, at }
      }
      await end()
      forget(file)
    }
  }

  return {
    append(payload) {
      const frame = frameOf(payload)
      if (bytes + frame.length > maxBytes) {
        return Promise.reject(
          new StoreError(
            'overloaded',
            `the database is away and the spool is full (${maxBytes} bytes)`,
          ),
        )
      }
      bytes += frame.length
      return new Promise((resolve, reject) => {
        waiting.push({ frame, resolve, reject })
        if (waiting.length === 1) void inTurn(flush)
      })
    },
    take: () =>
      inTurn(async () => {
        for (const file of files.keys()) {
          if (active?.file === file) await end()
          const taken = pathOf(file, TAKEN)
          await rename(pathOf(file, WRITTEN), taken).catch(ignoreAbsence)
          const content = await readFile(taken).catch(ignoreAbsence)
          if (content === undefined) {
            forget(file)
            continue
          }
          const { frames, wholeBytes } = readFrames(content)
          const damaged = content.subarray(wholeBytes)
          if (damaged.length > 0) await keepAside(pathOf(file, DAMAGED), damaged)
          return { file, frames, damagedBytes: damaged.length }
        }
        return undefined
      }),
    async read({ file, at, bytes: length }) {
      for (const ending of [WRITTEN, TAKEN]) {
        const handle = await open(pathOf(file, ending), 'r').catch(ignoreAbsence)
        if (handle === undefined) continue
        try {
          const content = Buffer.alloc(length)
          await handle.read(content, 0, length, at)
          return readFrames(content).frames[0]?.payload
        } finally {
          await handle.close()
        }
      }
      return undefined
    },
    async remove(file) {
      await rm(pathOf(file, TAKEN), { force: true })
      forget(file)
    },
    putAside: (name, payload) => keepAside(pathOf(name, REFUSED), frameOf(payload)),
    get bytes() {
      return bytes
    },
    close: () => inTurn(end),
  }
}

function fileOf(name: string): string | undefined {
  const ending = [WRITTEN, TAKEN].find((each) => name.endsWith(each))
  return ending === undefined ? undefined : name.slice(0, -ending.length)
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

async function isSameFile(handle: FileHandle, path: string): Promise<boolean> {
  const there = await stat(path).catch(ignoreAbsence)
  return there !== undefined && there.ino === (await handle.stat()).ino
}

/** A new name is on the disk only when its folder is. Windows opens no folders, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function keepAside(path: string, bytes: Buffer): Promise<void> {
  const handle = await open(path, 'w', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await syncFolder(dirname(path))
}

function ignoreAbsence(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  return undefined
}
