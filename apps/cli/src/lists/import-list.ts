import { basename } from 'node:path'
import { hasCardNumber, LIST_ITEMS_MAX, type Reference } from '@gatehouse/contract'
import { kindOf } from '@gatehouse/server'
import type { ChangeCounts, CountedList, ListImport } from '@gatehouse/store'
import { CliError } from '../cli-error.ts'
import type { Terminal } from '../command.ts'
import { showProgress } from '../progress.ts'
import { number } from '../text-table.ts'
import { fileEntries, type FileFacts } from './file-entries.ts'
import { readItems, type ReadReport } from './import-items.ts'
import { openListFile, type FileFormat } from './list-file.ts'
import { author, type ShopLists } from './shop-lists.ts'

export interface ImportRequest {
  readonly path: string
  readonly format: FileFormat
  /** Absent: the name of the file. */
  readonly source: string | undefined
  /** RFC 3339. */
  readonly expiresAt: string | undefined
  readonly isReplacing: boolean
  readonly isDryRun: boolean
  readonly publicOnly: boolean
  /** A list may be replaced by one that is less than half as long. */
  readonly mayShrink: boolean
  /** Share of the lines that may be refused, 0 to 1. */
  readonly badShareMax: number
  readonly refusalsMax: number
}

/** What an import did, or would have done. */
export interface ImportOutcome {
  readonly read: ReadReport
  readonly facts: FileFacts
  readonly counts: ChangeCounts
  /** Why nothing was changed; `null`: it was, or would have been. */
  readonly refusedBecause: string | null
}

const NOTHING: ChangeCounts = { added: 0, renewed: 0, removed: 0 }
const SOURCE_LENGTH_MAX = 128
/** A short list may well become a shorter one. */
const SHRINK_WATCHED_FROM = 100

/**
 * Reads a file into a list: all of it or nothing.
 * @throws CliError `file` when the file cannot be read to its end: nothing was changed
 */
export async function importList(
  shop: ShopLists,
  list: CountedList,
  reference: Reference,
  request: ImportRequest,
  terminal: Terminal,
): Promise<ImportOutcome> {
  const source = sourceOf(request)
  const file = openListFile(request.path)
  const facts: FileFacts = { ignored: new Set() }
  const share = await shop.shareOf(list, reference)
  const staging = await shop.lists.import(shop.shopId, list.name)
  const progress = showProgress('import', terminal)
  try {
    const read = await readItems(fileEntries(request.format, file.lines(), facts), staging, {
      kind: kindOf(list.type),
      parts: {
        reference,
        tokenise: shop.tokenise,
        publicOnly: request.publicOnly,
        nowMs: Date.now(),
        source,
        ...(share === undefined ? {} : { share }),
      },
      expiresAt: request.expiresAt,
      refusalsMax: request.refusalsMax,
      onProgress: (entries) => progress.update(file.progress(), entries),
    })
    progress.stop()
    const refusedBecause = unusable(read, request) ?? (await tooShort(staging, request))
    if (refusedBecause !== null) return { read, facts, counts: NOTHING, refusedBecause }
    return { read, facts, ...(await applied(list.name, staging, request, source)) }
  } finally {
    progress.stop()
    file.close()
    await staging.close()
  }
}

async function applied(
  name: string,
  staging: ListImport,
  { isReplacing, isDryRun }: ImportRequest,
  source: string,
): Promise<Pick<ImportOutcome, 'counts' | 'refusedBecause'>> {
  if (isDryRun) {
    const counts = await staging.preview(isReplacing)
    const after = counts.listed + counts.added - counts.removed
    return { counts, refusedBecause: after > LIST_ITEMS_MAX ? TOO_LONG : null }
  }
  const done = await staging.apply({
    isReplacing,
    itemsMax: LIST_ITEMS_MAX,
    author: author(),
    source,
  })
  switch (done.state) {
    case 'changed':
      return { counts: done, refusedBecause: null }
    case 'full':
      return { counts: NOTHING, refusedBecause: TOO_LONG }
    case 'no_list':
      return { counts: NOTHING, refusedBecause: `the list \`${name}\` was deleted meanwhile` }
  }
}

const TOO_LONG = `a list holds at most ${number(LIST_ITEMS_MAX)} items`

function unusable(read: ReadReport, { badShareMax }: ImportRequest): string | null {
  const { entries, refused, expired, isTooLong } = read
  if (isTooLong) return TOO_LONG
  if (entries === 0) return 'the file holds no items'
  const share = refused / entries
  if (share > badShareMax) {
    return `${shown(share)} of the lines are refused, and at most ${shown(badShareMax)} may be (\`--max-bad\`)`
  }
  return refused + expired === entries ? 'the file holds no items that are in force' : null
}

async function tooShort(
  staging: ListImport,
  { isReplacing, mayShrink }: ImportRequest,
): Promise<string | null> {
  if (!isReplacing || mayShrink) return null
  const { listed, added, renewed } = await staging.preview(true)
  const after = added + renewed
  if (listed < SHRINK_WATCHED_FROM || after * 2 >= listed) return null
  return `the list would shrink from ${number(listed)} to ${number(after)} items, as it would by half a file: if it is meant to, say \`--allow-shrink\``
}

/** `2 %`, `0.05 %`: as many digits as it takes to tell it from the bound. */
export function shown(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}

function sourceOf({ source, path }: ImportRequest): string {
  if (source === undefined) return basename(path).slice(0, SOURCE_LENGTH_MAX)
  if (source.length > SOURCE_LENGTH_MAX || hasCardNumber(source)) {
    throw new CliError(
      'usage',
      `\`--source\` must have at most ${SOURCE_LENGTH_MAX} characters and hold no card number`,
    )
  }
  return source
}
