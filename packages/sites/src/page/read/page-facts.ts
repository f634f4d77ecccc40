/** One field of a form. Texts are cut, in lower case. */
export interface SeenField {
  readonly tag: string
  readonly type: string
  readonly name: string
  readonly autocomplete: string
  /** Placeholder and `aria-label`. */
  readonly hint: string
}

export interface SeenForm {
  /** As written; empty: the page itself. */
  readonly action: string
  readonly method: string
  readonly fields: readonly SeenField[]
}

/** What a reading of a page holds; every list and text is bounded by `BOUNDS`. */
export interface PageFacts {
  readonly title: string
  /** Names and properties of `meta` in lower case; the first of each. */
  readonly metas: ReadonlyMap<string, string>
  readonly canonical: string | null
  readonly base: string | null
  readonly links: readonly { readonly href: string; readonly text: string }[]
  readonly forms: readonly SeenForm[]
  /** Sources of scripts, in their order. */
  readonly scriptSources: readonly string[]
  /** Scripts written in the page, and handlers in attributes. */
  readonly scripts: readonly string[]
  /** Style sheets written in the page. */
  readonly styles: readonly string[]
  readonly frames: readonly string[]
  readonly images: readonly { readonly src: string; readonly alt: string }[]
  /** Addresses of style sheets, pictures and scripts. */
  readonly resources: readonly string[]
  readonly comments: readonly string[]
  /** `name="value"` of hidden fields, and of `data-` attributes that name a key or id. */
  readonly data: readonly string[]
  /** What a person reads, one line for each block, without invisible characters. */
  readonly text: string
  /** Characters without width that stood in the text. */
  readonly invisible: number
}

/** What is kept of one page. */
export const BOUNDS = {
  /** UTF-16 units of HTML that are read; the rest is not there. */
  html: 2_000_000,
  links: 2_000,
  forms: 50,
  fields: 200,
  scripts: 200,
  scriptCharacters: 1_000_000,
  styleCharacters: 500_000,
  resources: 1_000,
  images: 500,
  comments: 50,
  metas: 200,
  attribute: 2_048,
  text: 200_000,
} as const
