import {
  checkJson,
  LIST_ITEMS_MAX,
  listItemDraftSchema,
  type ListItemDraft,
  type ListKind,
} from '@gatehouse/contract'
import { createValidators, readItem, type ItemParts } from '@gatehouse/server'
import type { ListImport, NewListItem } from '@gatehouse/store'
import { cutOff, type FileEntry } from './file-entries.ts'

/** Items that are sent to the database at a time. */
const BATCH_ITEMS = 10_000

/** What was wrong with one line; never what stands in it. */
export interface Refusal {
  readonly line: number
  readonly message: string
}

/** What became of the lines of a file. */
export interface ReadReport {
  /** Lines that say something: no blank ones, no comments. */
  entries: number
  /** Lines whose items had expired already: they are left out, and are no fault. */
  expired: number
  refused: number
  /** The first of them. */
  readonly refusals: Refusal[]
  /** How many were refused for the same reason. */
  readonly reasons: Map<string, number>
  /** The last line is good, but does not end: if the file was cut off, its value is half a value. */
  endsWithoutBreak: boolean
  /** Lines whose value came before: the first of them counts. */
  repeated: number
  /** More different values than a list may hold: reading was given up. */
  isTooLong: boolean
}

export interface ReadOptions {
  readonly kind: ListKind
  readonly parts: ItemParts
  /** For items that say none themselves. */
  readonly expiresAt: string | undefined
  /** Of refusals, how many are kept. */
  readonly refusalsMax: number
  onProgress(entries: number): void
}

const validate = createValidators()(listItemDraftSchema)

/**
 * Reads entries and stages what is good; what is not is counted. While one batch is written, the
 * next one is read.
 * @throws CliError `file` when the last line is cut off
 */
export async function readItems(
  entries: AsyncIterable<readonly FileEntry[]>,
  staging: Pick<ListImport, 'stage'>,
  options: ReadOptions,
): Promise<ReadReport> {
  const report: ReadReport = {
    entries: 0,
    expired: 0,
    refused: 0,
    refusals: [],
    reasons: new Map(),
    endsWithoutBreak: false,
    repeated: 0,
    isTooLong: false,
  }
  // A list holds a million items, so this stays within some hundred megabytes.
  const seen = new Set<string>()
  let batch: NewListItem[] = []
  let writing: Promise<void> = Promise.resolve()
  const write = async () => {
    await writing
    writing = staging.stage(batch)
    // A failure is thrown where it is waited for, which is a moment later.
    writing.catch(() => {})
    batch = []
  }
  for await (const some of entries) {
    for (const entry of some) {
      report.entries++
      const item = itemOf(entry, options, report)
      if (item === undefined) continue
      const before = seen.size
      if (seen.add(item.value).size === before) {
        report.repeated++
        continue
      }
      report.isTooLong = seen.size > LIST_ITEMS_MAX
      if (report.isTooLong) break
      batch.push(item)
      if (batch.length === BATCH_ITEMS) await write()
    }
    options.onProgress(report.entries)
    if (report.isTooLong) break
  }
  if (batch.length > 0) await write()
  await writing
  return report
}

function itemOf(
  entry: FileEntry,
  { kind, parts, expiresAt, refusalsMax }: ReadOptions,
  report: ReadReport,
): NewListItem | undefined {
  const refuse = (message: string): undefined => {
    // A bad last line that does not end is half a line.
    if (entry.isUnended === true) throw cutOff(`in the middle of line ${entry.line}`)
    report.refused++
    report.reasons.set(message, (report.reasons.get(message) ?? 0) + 1)
    if (report.refusals.length < refusalsMax) report.refusals.push({ line: entry.line, message })
  }
  if ('problem' in entry) return refuse(entry.problem)
  const draft = entry.fields as ListItemDraft
  const [issue] = [...unstorable(draft), ...validate(draft)]
  if (issue !== undefined) return refuse(inField(issue.pointer.slice(1), issue.message))
  if (draft.expires_at !== undefined && Date.parse(draft.expires_at) <= parts.nowMs) {
    report.expired++
    return undefined
  }
  const withExpiry =
    draft.expires_at === undefined && expiresAt !== undefined
      ? { ...draft, expires_at: expiresAt }
      : draft
  const read = readItem(kind, withExpiry, parts)
  if (!read.ok) return refuse(inField(read.field, read.message))
  report.endsWithoutBreak = entry.isUnended === true
  return read.item
}

function inField(field: string, message: string): string {
  return field === '' || field === 'value' ? message : `\`${field}\` ${message}`
}

/** Zero bytes and halves of characters, which JSON can spell and no database keeps. */
function unstorable(draft: ListItemDraft): readonly { pointer: string; message: string }[] {
  const check = checkJson(draft)
  return check.ok ? [] : check.issues
}
