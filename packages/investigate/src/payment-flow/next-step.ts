import type { Control, Field, Survey } from './survey.ts'
import {
  BUTTON_AVOID,
  BUTTON_WORDS,
  FIELD_BY_AUTOCOMPLETE,
  FIELD_WORDS,
  OTHER_CARDS,
  PRODUCT_PATH,
  type FieldKind,
} from './words.ts'

/** What one frame shows; frames are numbered, 0 is the page. */
export interface FrameSurvey {
  readonly frame: number
  readonly survey: Survey
}

/** What has been done so far, so that nothing is done without end. */
export interface Progress {
  /** Keys of controls with how often each was clicked. */
  readonly clicked: ReadonlyMap<string, number>
  /** Keys of forms that were filled in. */
  readonly filled: ReadonlySet<string>
  readonly hasAdded: boolean
}

export type Step =
  | { readonly kind: 'card'; readonly frames: readonly number[] }
  | {
      readonly kind: 'click'
      readonly at: 'product' | 'add' | 'cart' | 'checkout' | 'choose' | 'invest' | 'consent'
      readonly frame: number
      readonly control: Control
    }
  | {
      readonly kind: 'fill'
      readonly frame: number
      readonly form: number | null
      readonly submit: Control | null
    }
  | { readonly kind: 'stuck' }

const CLICKS_MAX = 2
/** So many fields about a person make a form of a checkout or an account. */
const PERSON_FIELDS_MIN = 2
const PERSON = new Set<FieldKind>([
  'email',
  'phone',
  'first_name',
  'last_name',
  'name',
  'street',
  'city',
  'postcode',
  'password',
  'amount',
])

/** What a field asks for; `null`: nothing that is known. */
export function kindOf({ autocomplete, words, type, maxLength }: Field): FieldKind | null {
  for (const token of autocomplete.split(' ')) {
    const kind = Object.hasOwn(FIELD_BY_AUTOCOMPLETE, token) ? FIELD_BY_AUTOCOMPLETE[token]! : null
    if (kind !== null) return kind
  }
  const [name = '', id = ''] = words.split(' | ')
  for (const [kind, pattern] of FIELD_WORDS) {
    // Parts of a number are known by their names alone, and by their length.
    const isFit =
      kind === 'card_part'
        ? maxLength === 4 && (pattern.test(name) || pattern.test(id))
        : pattern.test(words) || words.split(' | ').some((word) => pattern.test(word))
    if (isFit && kind.startsWith('card_') && OTHER_CARDS.test(words)) return null
    if (isFit) return kind
  }
  if (type === 'email') return 'email'
  if (type === 'tel') return 'phone'
  return type === 'password' ? 'password' : null
}

export function keyOf(control: Control): string {
  return `${control.kind} ${control.text.slice(0, 60)} ${control.href.split(/[?#]/, 1)[0]}`
}

export function formKey(frame: number, fields: readonly Field[], form: number | null): string {
  const own = fields.filter((field) => field.form === form)
  return `${frame} ${own.map(({ words }) => words.slice(0, 30)).join(';')}`
}

/** Pure: the same page and the same past lead to the same step. */
export function nextStep(frames: readonly FrameSurvey[], progress: Progress): Step {
  const withCard = frames.filter(({ survey }) => hasCardField(survey))
  if (withCard.length > 0) return { kind: 'card', frames: withCard.map(({ frame }) => frame) }
  const main = frames[0]
  if (main === undefined) return { kind: 'stuck' }
  const find = (words: RegExp, kinds: readonly Control['kind'][] = ['button', 'link']) =>
    findIn(frames, progress, words, kinds)
  const click = (
    at: Extract<Step, { kind: 'click' }>['at'],
    found: { frame: number; control: Control } | null,
  ): Step[] => (found === null ? [] : [{ kind: 'click', at, ...found }])

  const guest = find(BUTTON_WORDS.guest, ['button', 'link', 'choice'])
  const steps = [
    ...click('consent', find(BUTTON_WORDS.consent)),
    ...click('choose', find(BUTTON_WORDS.card, ['choice'])),
    ...fillsOf(frames, progress),
    ...click('choose', guest),
    ...click('checkout', find(BUTTON_WORDS.checkout)),
    ...click('choose', find(BUTTON_WORDS.card)),
    ...(progress.hasAdded ? click('cart', find(BUTTON_WORDS.cart)) : []),
    ...click('add', find(BUTTON_WORDS.buyNow) ?? find(BUTTON_WORDS.add)),
    ...click('product', productIn(main, progress)),
    ...click('invest', find(BUTTON_WORDS.invest)),
    ...click('cart', find(BUTTON_WORDS.cart)),
  ]
  return steps[0] ?? { kind: 'stuck' }
}

function hasCardField({ fields }: Survey): boolean {
  const kinds = fields.map(kindOf)
  if (kinds.filter((kind) => kind === 'card_part').length >= 4) return true
  return kinds.includes('card_number')
}

function isFresh(control: Control, { clicked }: Progress): boolean {
  return (clicked.get(keyOf(control)) ?? 0) < CLICKS_MAX
}

function findIn(
  frames: readonly FrameSurvey[],
  progress: Progress,
  words: RegExp,
  kinds: readonly Control['kind'][],
): { frame: number; control: Control } | null {
  let best: { frame: number; control: Control; clicks: number } | null = null
  for (const { frame, survey } of frames) {
    for (const control of survey.controls) {
      if (!kinds.includes(control.kind) || !words.test(control.text)) continue
      if (BUTTON_AVOID.test(control.text) || !isFresh(control, progress)) continue
      // Long texts are headlines and cards that happen to hold the word.
      if (control.text.length > 60) continue
      const clicks = progress.clicked.get(keyOf(control)) ?? 0
      if (best === null || clicks < best.clicks) best = { frame, control, clicks }
    }
  }
  return best === null ? null : { frame: best.frame, control: best.control }
}

/** Forms about a person that were not filled in yet, with the button that leads on. */
function fillsOf(frames: readonly FrameSurvey[], progress: Progress): Step[] {
  return frames.flatMap(({ frame, survey }): Step[] => {
    const { fields, controls } = survey
    for (const form of new Set(fields.map((field) => field.form))) {
      const own = fields.filter((field) => field.form === form)
      const asked = new Set(own.map(kindOf).filter((kind) => kind !== null && PERSON.has(kind)))
      // A mail field alone is a newsletter, unless an amount is asked for.
      if (asked.size < PERSON_FIELDS_MIN && !asked.has('amount')) continue
      if (progress.filled.has(formKey(frame, fields, form))) continue
      const buttons = controls.filter(
        (control) => control.kind !== 'choice' && control.form === form,
      )
      const submit =
        firstOf(buttons, BUTTON_WORDS.continue) ??
        firstOf(buttons, BUTTON_WORDS.checkout) ??
        firstOf(buttons, BUTTON_WORDS.pay) ??
        firstOf(buttons, BUTTON_WORDS.invest) ??
        buttons.find(({ kind, text }) => kind === 'button' && !BUTTON_AVOID.test(text)) ??
        null
      return [{ kind: 'fill', frame, form, submit }]
    }
    return []
  })
}

function firstOf(controls: readonly Control[], words: RegExp): Control | undefined {
  return controls.find(({ text }) => words.test(text) && !BUTTON_AVOID.test(text))
}

function productIn(
  { frame, survey }: FrameSurvey,
  progress: Progress,
): { frame: number; control: Control } | null {
  const links = survey.controls.filter(
    (control) =>
      control.kind === 'link' && isFresh(control, progress) && /^https?:/.test(control.href),
  )
  const control =
    links.find(({ href, isProduct }) => isProduct && PRODUCT_PATH.test(href)) ??
    links.find(({ href }) => PRODUCT_PATH.test(href)) ??
    links.find(({ isProduct }) => isProduct)
  return control === undefined ? null : { frame, control }
}

/** Buttons that may send the card off, the likeliest first: those of the card's own form. */
export function payButtons(
  frames: readonly FrameSurvey[],
  cardFrames: readonly number[],
): { frame: number; control: Control }[] {
  const rank = (frame: number, control: Control, cardForms: ReadonlySet<number | null>): number => {
    const isPay = BUTTON_WORDS.pay.test(control.text)
    const isOn =
      BUTTON_WORDS.continue.test(control.text) || BUTTON_WORDS.checkout.test(control.text)
    const isOwn = cardFrames.includes(frame) && cardForms.has(control.form)
    if (isPay && isOwn) return 0
    if (isPay) return 1
    if (isOwn && isOn) return 2
    if (isOwn && control.kind === 'button') return 3
    return isOn ? 4 : 9
  }
  return frames
    .flatMap(({ frame, survey }) => {
      const cardForms = new Set(
        survey.fields
          .filter((field) => kindOf(field) === 'card_number' || kindOf(field) === 'card_part')
          .map(({ form }) => form),
      )
      return survey.controls
        .filter(
          ({ kind, text }) => kind !== 'choice' && !BUTTON_AVOID.test(text) && text.length <= 60,
        )
        .map((control) => ({ frame, control, rank: rank(frame, control, cardForms) }))
    })
    .filter((each) => each.rank < 9)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        Number(b.control.kind === 'button') - Number(a.control.kind === 'button'),
    )
    .map(({ frame, control }) => ({ frame, control }))
}
