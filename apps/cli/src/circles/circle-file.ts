import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import {
  CIRCLE_PAGE_BYTES_MAX,
  CIRCLE_PAGE_ITEMS,
  type CirclePage,
  type SignedCirclePage,
} from '@gatehouse/contract'
import { CIRCLE_ITEMS_MAX, type Store } from '@gatehouse/store'
import { CliError } from '../cli-error.ts'

/** Quotes in a text are escaped. */
const LINE_BYTES_MAX = 2 * CIRCLE_PAGE_BYTES_MAX
/** What any member may say, and half of it changed while the file was written. */
const PAGES_MAX = Math.ceil((1.5 * CIRCLE_ITEMS_MAX) / CIRCLE_PAGE_ITEMS)

/** Writes all that an own shop says: a signed page to a line. */
export async function writeCircleFile(
  store: Store,
  shopId: string,
  circle: string,
  path: string,
): Promise<{ readonly items: number } | undefined> {
  const { circlePage } = await import('@gatehouse/pipeline')
  let signed = await circlePage(store, shopId, circle, 0, Date.now())
  if (signed === undefined) return undefined
  const file = await open(path, 'w', 0o600)
  try {
    let items = 0
    for (;;) {
      await file.write(`${JSON.stringify(signed)}\n`)
      const page = JSON.parse(signed!.page) as CirclePage
      items += page.items.length
      if (page.is_last) return { items }
      signed = await circlePage(store, shopId, circle, page.to, Date.now())
    }
  } finally {
    await file.close()
  }
}

export interface ReadCircleFile {
  readonly said: number
  readonly withdrawn: number
}

/**
 * Takes in what a member wrote: first the whole file is checked, then taken, so that half a file
 * changes nothing.
 * @throws CliError `file`
 */
export async function readCircleFile(
  store: Store,
  circle: string,
  path: string,
): Promise<ReadCircleFile> {
  const { isCirclePage, problemOf, CIRCLE_SAID_MAX } = await import('@gatehouse/server')
  const { openCirclePage } = await import('@gatehouse/pipeline')
  const members = await store.circles.members(circle)
  const keyCheck = (await store.circles.key(circle))?.check ?? ''
  const opened = (signed: SignedCirclePage, line: number): CirclePage => {
    const named = pageOf(signed)?.member
    const member = members.find((each) => each.member === named)
    if (member === undefined) throw faulty(line, 'it is from nobody who is a member')
    const parts = { member, keyCheck, nowMs: Date.now(), isPulled: false, isPage: isCirclePage }
    const result = openCirclePage(signed, parts)
    if (!result.ok) throw faulty(line, result.problem)
    return result.page
  }
  let before: CirclePage | undefined
  for await (const [signed, line] of pagesOf(path)) {
    const page = opened(signed, line)
    const isNext =
      before === undefined || (before.to === page.from && before.member === page.member)
    if (!isNext || before?.is_last === true)
      throw faulty(line, 'it does not follow the line before')
    before = page
  }
  if (before === undefined) throw new CliError('file', 'the file holds no page')
  if (!before.is_last) throw new CliError('file', 'the file is cut off: its last page is missing')
  const sum = { said: 0, withdrawn: 0 }
  for await (const [signed, line] of pagesOf(path)) {
    const taken = await store.circles.take(opened(signed, line), CIRCLE_SAID_MAX)
    if (taken.state !== 'taken') throw faulty(line, problemOf(taken))
    sum.said += taken.said
    sum.withdrawn += taken.withdrawn
  }
  return sum
}

function faulty(line: number, problem: string): CliError {
  return new CliError('file', `line ${line}: ${problem}`)
}

function pageOf(signed: SignedCirclePage): { readonly member?: unknown } | undefined {
  try {
    return JSON.parse(signed.page) as { readonly member?: unknown }
  } catch {
    return undefined
  }
}

/** Line by line, however long the file is; it is given up at the first line that is too much. */
async function* pagesOf(path: string): AsyncGenerator<readonly [SignedCirclePage, number]> {
  const { readSignedPage } = await import('@gatehouse/server')
  let line = 0
  for await (const text of linesOf(path)) {
    line++
    if (line > PAGES_MAX) throw faulty(line, 'the file says more than a member may')
    const signed = readSignedPage(text)
    if (signed === undefined) throw faulty(line, 'it is no signed page, or cut off')
    yield [signed, line]
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = ''
  let line = 1
  const stream = createReadStream(path, 'utf8')
  try {
    for await (const chunk of stream as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()!
      for (const text of lines) {
        yield text
        line++
      }
      if (rest.length > LINE_BYTES_MAX) throw faulty(line, 'it is longer than any page')
    }
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError('file', `\`${path}\` cannot be read: ${(error as Error).message}`)
  } finally {
    stream.destroy()
  }
  if (rest !== '') yield rest
}
