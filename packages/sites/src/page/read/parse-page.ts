import { Parser, type Handler } from 'htmlparser2'
import { SkeletonTokens } from '../skeleton/skeleton-tokens.ts'
import { FactsBuilder } from './facts-builder.ts'
import { BOUNDS, type PageFacts } from './page-facts.ts'

/** A page with fewer elements that has markup in comments was switched off by hand. */
const SWITCHED_OFF_ELEMENTS = 8

/**
 * Open elements, as in Chromium. The parser moves all of them for each new one, so a page of nothing
 * but open elements would take minutes.
 */
const DEPTH_MAX = 512

/** Their content is no markup: between them and their end reading cannot begin anew. */
const RAW = new Set([
  'script',
  'style',
  'title',
  'textarea',
  'xmp',
  'iframe',
  'noembed',
  'noframes',
  'plaintext',
  'noscript',
])

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
  walk(html.slice(0, BOUNDS.html), {
    onopentag(tag, attributes) {
      tokens.open(tag, attributes)
      facts.open(tag, attributes)
    },
    onclosetag(tag) {
      tokens.close(tag)
      facts.close(tag)
    },
    oncloseall() {
      tokens.closeAll()
      facts.closeAll()
    },
    ontext: (data) => facts.text(data),
    oncomment(data) {
      comments.push(data)
      facts.comment(data)
    },
  })
  if (tokens.elements < SWITCHED_OFF_ELEMENTS) readSwitchedOff(comments, tokens)
  return { facts: facts.end(), elements: tokens.elements, tokens: tokens.end() }
}

/** What somebody commented out is still the template that was used, though nobody sees it. */
function readSwitchedOff(comments: readonly string[], tokens: SkeletonTokens): void {
  walk(comments.join('\n').slice(0, BOUNDS.html), {
    onopentag: (tag, attributes) => tokens.open(tag, attributes),
    onclosetag: (tag) => tokens.close(tag),
    oncloseall: () => tokens.closeAll(),
    ontext() {},
    oncomment() {},
  })
}

interface Walker extends Required<
  Pick<Handler, 'onopentag' | 'onclosetag' | 'ontext' | 'oncomment'>
> {
  /** All open elements are closed, without a call for each. */
  oncloseall(): void
}

/** Where more elements are open than may be, all are closed and reading goes on behind the last. */
function walk(html: string, walker: Walker): void {
  let from = 0
  while (from < html.length) {
    let depth = 0
    let isTooDeep = false
    const parser = new Parser({
      ...walker,
      onopentag(tag, attributes, isImplied) {
        walker.onopentag(tag, attributes, isImplied)
        depth++
        if (depth < DEPTH_MAX || RAW.has(tag)) return
        isTooDeep = true
        parser.pause()
      },
      onclosetag(tag, isImplied) {
        depth--
        walker.onclosetag(tag, isImplied)
      },
    })
    parser.write(html.slice(from))
    if (!isTooDeep) return parser.end()
    from += parser.endIndex + 1
    walker.oncloseall()
  }
}
