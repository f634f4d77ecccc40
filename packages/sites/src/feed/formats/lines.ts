import type { BlocklistEntry } from '../entry.ts'
import { coveredBy } from '../covered.ts'
import { type Feed, headerFacts, type WrittenFeed } from '../feed.ts'

/** A format of lines. */
export interface LineFormat {
  /** What a comment starts with, such as `# `. */
  readonly comment: string
  /** Lines before and after the comments of the header. */
  readonly first?: readonly string[]
  readonly afterHeader?: readonly string[]
  /** Further facts for the header. */
  readonly says?: readonly string[]
  /** A domain takes what is below it along: entries below one need no line of their own. */
  readonly coversBelow?: boolean
  /** The lines that block this entry and nothing else; none: the format cannot say it. */
  linesOf(entry: BlocklistEntry): readonly string[]
}

/** Writes a feed line by line. No line is there twice. */
export function writeLines(feed: Feed, format: LineFormat): WrittenFeed {
  const lines = new Set<string>()
  const isCovered = format.coversBelow === true ? coveredBy(feed.entries) : () => false
  let written = 0
  for (const entry of feed.entries) {
    if (isCovered(entry)) {
      written += 1
      continue
    }
    const own = format.linesOf(entry)
    if (own.length > 0) written += 1
    for (const line of own) lines.add(line)
  }
  const leftOut = feed.entries.length - written
  const facts = [...headerFacts(feed, written, leftOut), ...(format.says ?? [])]
  const all = [
    ...(format.first ?? []),
    ...facts.map((fact) => `${format.comment}${fact}`),
    ...(format.afterHeader ?? []),
  ]
  return { text: `${all.join('\n')}\n${joined(lines)}`, written, leftOut }
}

function joined(lines: ReadonlySet<string>): string {
  let text = ''
  for (const line of lines) text += `${line}\n`
  return text
}
