import { foldFile, foldName } from './fold-name.ts'

/** Different tokens of one page; what comes after is not counted. A page of 2 MB has some 20,000. */
const TOKENS_MAX = 30_000

/** Open elements that are followed; what lies deeper counts as lying here. */
const DEPTH_MAX = 256

/** Classes of one element that are read, and characters of them. */
const CLASSES_MAX = 12
const CLASS_CHARACTERS = 1024

/** Fields of one form whose order is read. */
const FIELDS_MAX = 60

/** Tags in a row that make one token. */
const RUN = 5

/** Text-level, decorative or repeated elements: they come and go with the words of a page. */
const COSMETIC = new Set(
  `a abbr acronym b base bdi bdo big body br center circle cite code defs del ellipse em font g head
  hr html i img ins kbd line mark meta noscript optgroup option path picture polygon q rect s samp
  small source span strike strong style sub sup svg title tt u use var wbr`.split(/\s+/),
)

const FIELDS = new Set(['input', 'select', 'textarea', 'button'])

/** Input types that are one for the reader of a structure. */
const TEXT_TYPES = new Set(['', 'text', 'email', 'tel', 'search', 'number', 'url'])

/** How much one token of each kind counts: compared in docs/reference/links.md. */
const WEIGHTS = { tags: 1, class: 1, form: 2, load: 4 } as const
type TokenKind = keyof typeof WEIGHTS

type Attributes = Readonly<Record<string, string>>

/**
 * Collects the structure of one page as a multiset of tokens: tags with their rise and fall in the
 * tree, classes, fields of forms in their order, scripts and style sheets in the order they load.
 * It sees no text, no image, no colour.
 */
export class SkeletonTokens {
  /** Elements seen. */
  elements = 0
  readonly #counts = new Map<string, { readonly weight: number; seen: number }>()
  readonly #open: string[] = []
  readonly #run: string[] = []
  #depth = 0
  #form: string[] = []
  #load = ''

  /** An element opens, with its attributes. */
  open(tag: string, attributes: Attributes): void {
    this.elements++
    if (tag === 'script' || tag === 'link') return this.#loads(tag, attributes)
    if (tag === 'form') this.#closeForm()
    if (FIELDS.has(tag)) this.#field(tag, attributes)
    this.#classes(tag, attributes['class'])
    if (COSMETIC.has(tag)) return
    if (this.#open.length < DEPTH_MAX) this.#open.push(tag)
    this.#follows(nameOf(tag, attributes))
  }

  /** An element closes. */
  close(tag: string): void {
    if (tag === 'form') this.#closeForm()
    if (this.#open.at(-1) === tag) this.#open.pop()
  }

  /** All open elements close. */
  closeAll(): void {
    this.#closeForm()
    this.#open.length = 0
  }

  /**
   * The multiset when the page is over: each token and how much it weighs. A token that is there
   * again and again (one product card after the other) weighs by the logarithm of its number.
   */
  end(): ReadonlyMap<string, number> {
    this.#closeForm()
    const weights = new Map<string, number>()
    for (const [token, { weight, seen }] of this.#counts) {
      weights.set(token, weight * (1 + Math.floor(Math.log2(seen))))
    }
    return weights
  }

  /** Tag after tag, each with whether it lies deeper, beside or higher than the one before. */
  #follows(name: string): void {
    const step = Math.sign(this.#open.length - this.#depth)
    this.#depth = this.#open.length
    this.#run.push(`${step}${name}`)
    if (this.#run.length > RUN) this.#run.shift()
    if (this.#run.length === RUN) this.#add('tags', this.#run.join(' '))
  }

  #classes(tag: string, text: string | undefined): void {
    if (text === undefined) return
    for (const name of text.slice(0, CLASS_CHARACTERS).split(/\s+/, CLASSES_MAX)) {
      const folded = foldName(name)
      if (folded !== null) this.#add('class', `${tag}.${folded}`)
    }
  }

  /** Types in their order, and each name apart: who copies a page renames fields, but seldom moves them. */
  #field(tag: string, attributes: Attributes): void {
    if (this.#form.length < FIELDS_MAX) this.#form.push(nameOf(tag, attributes))
    const name = foldName(attributes['name'] ?? '')
    if (name !== null) this.#add('form', `name ${name}`)
  }

  #closeForm(): void {
    const fields = this.#form
    this.#form = []
    if (fields.length === 0) return
    this.#add('form', fields.join(','))
    for (let at = 1; at < fields.length; at++) this.#add('form', `${fields[at - 1]},${fields[at]}`)
  }

  #loads(tag: string, attributes: Attributes): void {
    const isSheet = tag === 'link' && /\bstylesheet\b/i.test(attributes['rel'] ?? '')
    const file = foldFile(
      (tag === 'script' ? attributes['src'] : isSheet && attributes['href']) || '',
    )
    if (file === null) return
    this.#add('load', file)
    this.#add('load', `${this.#load} ${file}`)
    this.#load = file
  }

  #add(kind: TokenKind, text: string): void {
    const token = `${kind} ${text}`
    const count = this.#counts.get(token)
    if (count !== undefined) count.seen++
    else if (this.#counts.size < TOKENS_MAX) {
      this.#counts.set(token, { weight: WEIGHTS[kind], seen: 1 })
    }
  }
}

function nameOf(tag: string, attributes: Attributes): string {
  if (tag !== 'input') return tag
  const type = (attributes['type'] ?? '').toLowerCase()
  return `input:${TEXT_TYPES.has(type) ? 'text' : type.slice(0, 16)}`
}
