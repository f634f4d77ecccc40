import { appendFileSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSpoolFolder, type SpoolFolder } from './spool-folder.ts'

const MAX_BYTES = 64 * 1024 * 1024

let path: string
const opened: SpoolFolder[] = []
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'gatehouse-spool-')), 'spool')
})
afterEach(async () => {
  for (const folder of opened.splice(0)) await folder.close()
  rmSync(join(path, '..'), { recursive: true, force: true })
})

async function open(maxBytes = MAX_BYTES): Promise<SpoolFolder> {
  const folder = await openSpoolFolder(path, maxBytes)
  opened.push(folder)
  return folder
}

/** Everything in it, oldest first, and nothing left. */
async function drained(folder: SpoolFolder): Promise<string[]> {
  const texts: string[] = []
  for (;;) {
    const taken = await folder.take()
    if (taken === undefined) return texts
    texts.push(...taken.frames.map(({ payload }) => payload.toString()))
    await folder.remove(taken.file)
  }
}

describe('a spool folder', () => {
  it('gives back what was written, in its order, to whoever opens it next', async () => {
    const folder = await open()
    const texts = Array.from({ length: 50 }, (_, n) => `record ${n}`)
    await Promise.all(texts.map((text) => folder.append(Buffer.from(text))))
    await folder.append(Buffer.from('last'))
    expect(await drained(await open())).toEqual([...texts, 'last'])
  })

  it('may be read by its owner only', async () => {
    const folder = await open()
    await folder.append(Buffer.from('a'))
    expect(statSync(path).mode & 0o777).toBe(0o700)
    expect(readdirSync(path).map((name) => statSync(join(path, name)).mode & 0o777)).toEqual([
      0o600,
    ])
  })

  it('is given again from its beginning when a draining was cut short, and then what came after', async () => {
    const first = await open()
    await first.append(Buffer.from('a'))
    await first.take()
    await first.append(Buffer.from('b'))
    expect(await drained(await open())).toEqual(['a', 'b'])
  })

  it('goes on in another file while one is drained', async () => {
    const folder = await open()
    await folder.append(Buffer.from('a'))
    const taken = await folder.take()
    const place = await folder.append(Buffer.from('b'))
    expect(place.file).not.toBe(taken!.file)
    await folder.remove(taken!.file)
    expect(await drained(folder)).toEqual(['b'])
  })

  it('cuts what was torn, and keeps it aside', async () => {
    const folder = await open()
    const { file } = await folder.append(Buffer.from('whole'))
    appendFileSync(join(path, `${file}.spool`), Buffer.from([5, 0, 0, 0, 1, 1, 1, 1, 97]))
    const taken = await folder.take()
    expect(taken!.frames.map(({ payload }) => payload.toString())).toEqual(['whole'])
    expect(taken!.damagedBytes).toBe(9)
    await folder.remove(taken!.file)
    expect(readdirSync(path)).toEqual([`${file}.damaged`])
    expect(await drained(await open())).toEqual([])
  })

  it('writes again what it wrote to a file that another process had taken', async () => {
    const folder = await open()
    const { file } = await folder.append(Buffer.from('a'))
    // Another process takes it, and reads it before the next write.
    renameSync(join(path, `${file}.spool`), join(path, `${file}.draining`))
    const place = await folder.append(Buffer.from('b'))
    expect(place.file).not.toBe(file)
    rmSync(join(path, `${file}.draining`))
    expect(await drained(await open())).toEqual(['b'])
  })

  it('reads a record where it stands, drained or not, and not once it is gone', async () => {
    const folder = await open()
    await folder.append(Buffer.from('a'))
    const place = await folder.append(Buffer.from('b'))
    expect((await folder.read(place))?.toString()).toBe('b')
    const taken = await folder.take()
    expect((await folder.read(place))?.toString()).toBe('b')
    await folder.remove(taken!.file)
    expect(await folder.read(place)).toBeUndefined()
  })

  it('refuses what is beyond its room, and has room again when it was drained', async () => {
    const folder = await open(1000)
    await folder.append(Buffer.alloc(600, 1))
    await expect(folder.append(Buffer.alloc(600, 2))).rejects.toMatchObject({ code: 'overloaded' })
    expect(folder.bytes).toBe(608)
    expect(await drained(folder)).toHaveLength(1)
    expect(folder.bytes).toBe(0)
    await folder.append(Buffer.alloc(600, 3))
    expect((await open()).bytes).toBe(608)
  })
})
