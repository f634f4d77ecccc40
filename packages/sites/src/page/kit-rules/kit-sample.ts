/** A text with its lower case, which thousands of rules would else make anew. */
export interface SeenText {
  readonly text: string
  readonly low: string
}

/** What rules for kits are asked about: the fields of the IOK format, each with all its values. */
export interface KitSample {
  readonly title: readonly SeenText[]
  readonly hostname: readonly SeenText[]
  /** As the server sent it. */
  readonly html: readonly SeenText[]
  /** After scripts had run; as sent where nothing ran them. */
  readonly dom: readonly SeenText[]
  readonly js: readonly SeenText[]
  readonly css: readonly SeenText[]
  /** `name=value` */
  readonly cookies: readonly SeenText[]
  /** `Name: value` */
  readonly headers: readonly SeenText[]
  /** Addresses that the page asked for. */
  readonly requests: readonly SeenText[]
}

export const KIT_FIELDS = [
  'title',
  'hostname',
  'html',
  'dom',
  'js',
  'css',
  'cookies',
  'headers',
  'requests',
] as const satisfies readonly (keyof KitSample)[]

/** Characters of one text that rules are tried on. */
const TEXT_MAX = 500_000
const TEXTS_MAX = 500

/** Texts as rules read them: the first 500, 500,000 characters of each. */
export function seenTexts(texts: readonly string[]): SeenText[] {
  return texts.slice(0, TEXTS_MAX).map((whole) => {
    const text = whole.slice(0, TEXT_MAX)
    return { text, low: text.toLowerCase() }
  })
}
