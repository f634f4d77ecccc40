import { Parser } from 'htmlparser2'
import { SkeletonTokens } from '../skeleton/skeleton-tokens.ts'
import { FactsBuilder } from './facts-builder.ts'
import { BOUNDS, type PageFacts } from './page-facts.ts'

/** A page with fewer elements that has markup in comments was switched off by hand. */
const SWITCHED_OFF_ELEMENTS = 8

export interface ParsedPage {
  readonly facts: PageFacts
  /** Tokens of its structure and what each weighs. */
  readonly tokens: ReadonlyMap<string, number>
  readonly elements: number
}

/**
 * Reads a page once, front to back, without a tree: 2,000,000 characters at most, whatever comes
 * after is not there. Never throws, whatever the page is.
 */
export function parsePage(html: string): ParsedPage {
  const facts = new FactsBuilder()
  const tokens = new SkeletonTokens()
  const comments: string[] = []
  const parser = new Parser({
    onopentag(tag, attributes) {
      tokens.open(tag, attributes)
      facts.open(tag, attributes)
    },
    onclosetag(tag) {
      tokens.close(tag)
      facts.close(tag)
    },
    ontext: (data) => facts.text(data),
    oncomment(data) {
      comments.push(data)
      facts.comment(data)
    },
  })
  parser.end(html.slice(0, BOUNDS.html))
  if (tokens.elements < SWITCHED_OFF_ELEMENTS) readSwitchedOff(comments, tokens)
  return { facts: facts.end(), elements: tokens.elements, tokens: tokens.end() }
}

/** What somebody commented out is still the template that was used, though nobody sees it. */
function readSwitchedOff(comments: readonly string[], tokens: SkeletonTokens): void {
  const parser = new Parser({
    onopentag: (tag, attributes) => tokens.open(tag, attributes),
    onclosetag: (tag) => tokens.close(tag),
  })
  parser.end(comments.join('\n'))
}
