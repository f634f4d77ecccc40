import { BOUNDS, type PageFacts, type SeenField, type SeenForm } from './page-facts.ts'

type Attributes = Readonly<Record<string, string>>
type OpenForm = Omit<SeenForm, 'fields'> & { readonly fields: SeenField[] }

/** Content of these is not what a person reads. */
const UNREAD = new Set(['script', 'style', 'template', 'noscript', 'textarea', 'title', 'iframe'])

/** Elements that do not end a line of text. */
const INLINE = new Set(
  'a abbr b bdi bdo cite code em font i kbd mark s small span strong sub sup u wbr'.split(' '),
)

const FIELDS = new Set(['input', 'select', 'textarea', 'button'])

/** Attributes that scripts read ids from: `data-sitekey`, `data-merchant-id` ... */
const ID_ATTRIBUTE = /^data-.*(?:key|id|token|account|merchant)$/

const INVISIBLE = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g

/** Keeps, within bounds, what the findings and edges of a page are read from. */
export class FactsBuilder {
  readonly #metas = new Map<string, string>()
  readonly #links: { href: string; text: string }[] = []
  readonly #forms: OpenForm[] = []
  readonly #scriptSources: string[] = []
  readonly #scripts: string[] = []
  readonly #styles: string[] = []
  readonly #frames: string[] = []
  readonly #images: { src: string; alt: string }[] = []
  readonly #resources: string[] = []
  readonly #comments: string[] = []
  readonly #data: string[] = []
  readonly #unread: string[] = []
  #scriptCharacters = 0
  #styleCharacters = 0
  #title = ''
  #canonical: string | null = null
  #base: string | null = null
  #text: string[] = []
  #textCharacters = 0
  #form: OpenForm | null = null
  #loose: OpenForm | null = null
  #fields = 0
  #link: { href: string; text: string } | null = null

  open(tag: string, attributes: Attributes): void {
    if (UNREAD.has(tag)) this.#unread.push(tag)
    if (!INLINE.has(tag)) this.#say('\n')
    this.#handlers(attributes)
    if (FIELDS.has(tag)) this.#field(tag, attributes)
    this.#openers[tag]?.(attributes)
  }

  close(tag: string): void {
    if (this.#unread.at(-1) === tag) this.#unread.pop()
    if (!INLINE.has(tag)) this.#say('\n')
    if (tag === 'form') this.#form = null
    if (tag === 'a') this.#link = null
  }

  closeAll(): void {
    this.#unread.length = 0
    this.#form = null
    this.#link = null
    this.#say('\n')
  }

  text(data: string): void {
    const inside = this.#unread.at(-1)
    if (inside === undefined) {
      this.#say(data)
      if (this.#link !== null && this.#link.text.length < 200) this.#link.text += data.slice(0, 200)
    } else if (inside === 'script') this.#script(data)
    else if (inside === 'style') this.#style(data)
    else if (inside === 'title' && this.#title.length < 500) this.#title += data.slice(0, 500)
  }

  comment(data: string): void {
    if (this.#comments.length < BOUNDS.comments) this.#comments.push(data.slice(0, 500))
  }

  end(): PageFacts {
    const raw = this.#text.join('')
    const visible = raw.replace(INVISIBLE, '')
    const forms = this.#loose === null ? this.#forms : [...this.#forms, this.#loose]
    return {
      title: tidy(this.#title.replace(INVISIBLE, '')),
      metas: this.#metas,
      canonical: this.#canonical,
      base: this.#base,
      links: this.#links,
      forms,
      scriptSources: this.#scriptSources,
      scripts: joined(this.#scripts),
      styles: joined(this.#styles),
      frames: this.#frames,
      images: this.#images,
      resources: this.#resources,
      comments: this.#comments,
      data: this.#data,
      text: visible
        .normalize('NFKC')
        .replace(/[^\S\n]+/g, ' ')
        .replace(/ ?\n[\n ]*/g, '\n')
        .trim(),
      invisible: raw.length - visible.length,
    }
  }

  readonly #openers: { readonly [tag: string]: ((attributes: Attributes) => void) | undefined } = {
    __proto__: null as never,
    meta: (attributes) => {
      const name = (
        attributes['name'] ??
        attributes['property'] ??
        attributes['http-equiv'] ??
        ''
      ).toLowerCase()
      if (name === '' || this.#metas.size >= BOUNDS.metas || this.#metas.has(name)) return
      this.#metas.set(name.slice(0, 100), cut(attributes['content']))
    },
    link: (attributes) => {
      const rel = (attributes['rel'] ?? '').toLowerCase()
      if (rel === 'canonical') this.#canonical ??= cut(attributes['href'])
      else this.#resource(attributes['href'])
    },
    base: (attributes) =>
      void (this.#base ??= attributes['href'] === undefined ? null : cut(attributes['href'])),
    a: (attributes) => {
      if (attributes['href'] === undefined || this.#links.length >= BOUNDS.links) return
      this.#link = { href: cut(attributes['href']), text: '' }
      this.#links.push(this.#link)
    },
    form: (attributes) => {
      if (this.#forms.length >= BOUNDS.forms) return
      const method = (attributes['method'] ?? 'get').toLowerCase().slice(0, 10)
      this.#form = { action: cut(attributes['action']), method, fields: [] }
      this.#forms.push(this.#form)
    },
    script: (attributes) => {
      this.#script('\n')
      if (attributes['src'] === undefined || this.#scriptSources.length >= BOUNDS.scripts) return
      this.#scriptSources.push(cut(attributes['src']))
      this.#resource(attributes['src'])
    },
    iframe: (attributes) => {
      if (this.#frames.length < BOUNDS.scripts) this.#frames.push(cut(attributes['src']))
    },
    img: (attributes) => {
      if (this.#images.length >= BOUNDS.images) return
      const src = cut(attributes['src'] ?? attributes['data-src'])
      this.#images.push({ src, alt: cut(attributes['alt']).slice(0, 200) })
      this.#resource(src)
    },
  }

  #resource(address: string | undefined): void {
    if (address !== undefined && this.#resources.length < BOUNDS.resources) {
      this.#resources.push(cut(address))
    }
  }

  #field(tag: string, attributes: Attributes): void {
    if (this.#fields >= BOUNDS.fields) return
    this.#fields++
    if (attributes['type'] === 'hidden' && this.#data.length < BOUNDS.scripts) {
      this.#data.push(
        `${cut(attributes['name']).slice(0, 100)}="${cut(attributes['value']).slice(0, 200)}"`,
      )
    }
    const low = (text: string | undefined) => (text ?? '').toLowerCase().slice(0, 100)
    const field: SeenField = {
      tag,
      type: tag === 'input' ? low(attributes['type']) || 'text' : tag,
      name: low(attributes['name'] ?? attributes['id']),
      autocomplete: low(attributes['autocomplete']),
      hint: `${low(attributes['placeholder'])} ${low(attributes['aria-label'])}`.trim(),
    }
    const form = this.#form ?? (this.#loose ??= { action: '', method: 'script', fields: [] })
    form.fields.push(field)
  }

  #handlers(attributes: Attributes): void {
    for (const name in attributes) {
      if (name.startsWith('on')) this.#script(`${name}=${attributes[name]};`)
      else if (ID_ATTRIBUTE.test(name) && this.#data.length < BOUNDS.scripts) {
        this.#data.push(`${name}="${cut(attributes[name]).slice(0, 200)}"`)
      }
    }
  }

  #script(data: string): void {
    const room = BOUNDS.scriptCharacters - this.#scriptCharacters
    if (room <= 0) return
    this.#scripts.push(data.slice(0, room))
    this.#scriptCharacters += Math.min(room, data.length)
  }

  #style(data: string): void {
    const room = BOUNDS.styleCharacters - this.#styleCharacters
    if (room <= 0) return
    this.#styles.push(data.slice(0, room))
    this.#styleCharacters += Math.min(room, data.length)
  }

  #say(data: string): void {
    const room = BOUNDS.text - this.#textCharacters
    if (room <= 0 || this.#unread.length > 0) return
    this.#text.push(data.slice(0, room))
    this.#textCharacters += Math.min(room, data.length)
  }
}

/** The parser hands a long script over in pieces: a key must not be cut in two. */
function joined(pieces: readonly string[]): readonly string[] {
  return pieces.length === 0 ? [] : [pieces.join('')]
}

function cut(text: string | undefined): string {
  return (text ?? '').slice(0, BOUNDS.attribute).trim()
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
