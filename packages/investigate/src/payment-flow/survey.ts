/** Something on a page that can be clicked. */
export interface Control {
  readonly id: number
  readonly kind: 'link' | 'button' | 'choice'
  /** 100 characters at most. */
  readonly text: string
  readonly href: string
  readonly form: number | null
  /** A price or a word of products stands beside it. */
  readonly isProduct: boolean
}

/** Something on a page that can be filled in. */
export interface Field {
  readonly id: number
  readonly kind: 'text' | 'select' | 'checkbox'
  readonly type: string
  readonly autocomplete: string
  /** Name, id, placeholder, label: 200 characters at most. */
  readonly words: string
  readonly maxLength: number
  readonly options: readonly string[]
  readonly isEmpty: boolean
  readonly form: number | null
}

/** What one frame shows that a shopper could use. */
export interface Survey {
  readonly controls: readonly Control[]
  readonly fields: readonly Field[]
}

/** What a page says is hostile; a survey that is longer than an honest one can be is not read. */
const SURVEY_LENGTH_MAX = 400_000

/** Reads what {@link surveyExpression} gave. @returns `null`: it is none */
export function readSurvey(text: unknown): Survey | null {
  if (typeof text !== 'string' || text.length > SURVEY_LENGTH_MAX) return null
  let value: Record<string, unknown> | null
  try {
    value = JSON.parse(text) as typeof value
  } catch {
    return null
  }
  const rows = (name: string) => {
    const list = value?.[name]
    if (!Array.isArray(list)) return []
    return (list as unknown[]).filter((each) => typeof each === 'object' && each !== null) as Row[]
  }
  return {
    controls: rows('controls').map((row) => ({
      id: numberOf(row['id']),
      kind: row['kind'] === 'link' || row['kind'] === 'choice' ? row['kind'] : 'button',
      text: textOf(row['text'], 100),
      href: textOf(row['href'], 500),
      form: formOf(row),
      isProduct: row['isProduct'] === true,
    })),
    fields: rows('fields').map((row) => ({
      id: numberOf(row['id']),
      kind: row['kind'] === 'select' || row['kind'] === 'checkbox' ? row['kind'] : 'text',
      type: textOf(row['type'], 20),
      autocomplete: textOf(row['autocomplete'], 40),
      words: textOf(row['words'], 320),
      maxLength: numberOf(row['maxLength']),
      options: Array.isArray(row['options'])
        ? (row['options'] as unknown[]).map((option) => textOf(option, 40))
        : [],
      isEmpty: row['isEmpty'] === true,
      form: formOf(row),
    })),
  }
}

type Row = Readonly<Record<string, unknown>>

function textOf(value: unknown, length: number): string {
  return typeof value === 'string' ? value.slice(0, length) : ''
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0
}

function formOf(row: Row): number | null {
  return row['form'] === null || row['form'] === undefined ? null : numberOf(row['form'])
}

/**
 * What runs inside a page: an expression whose value is a {@link Survey} as JSON. It marks what it
 * names with an attribute so that it can be found again. Plain text, because nothing that compiles
 * TypeScript may put words of its own into it.
 *
 * @param mark name of the attribute, letters alone
 */
export function surveyExpression(mark: string): string {
  return `(${SURVEY_FUNCTION})(${JSON.stringify(mark)})`
}

const SURVEY_FUNCTION = String.raw`(mark) => {
  const CONTROLS_MAX = 300
  const FIELDS_MAX = 80
  const isVisible = (element) => {
    const box = element.getBoundingClientRect()
    if (box.width < 1 || box.height < 1) return false
    const style = getComputedStyle(element)
    return style.visibility !== 'hidden' && style.display !== 'none'
  }
  const clean = (text, length) =>
    String(text ?? '').slice(0, length * 4).replace(/\s+/g, ' ').trim().slice(0, length)
  let next = 0
  for (const element of document.querySelectorAll('[' + mark + ']')) {
    next = Math.max(next, Number(element.getAttribute(mark)) || 0)
  }
  const named = (element) => {
    const known = element.getAttribute(mark)
    if (known !== null) return Number(known)
    next += 1
    element.setAttribute(mark, String(next))
    return next
  }
  const formOf = (element) => {
    const form = element.closest('form')
    return form === null ? null : named(form)
  }
  const controls = []
  const clickable = 'button, a[href], input[type=submit], input[type=button], input[type=image], ' +
    '[role=button], [role=radio], [role=tab], input[type=radio], summary, [onclick]'
  const price = /(?:[$€£¥]|usd|eur|chf)\s?\d|\d[\d.,]*\s?(?:[$€£]|usd|eur|chf)/i
  for (const element of document.querySelectorAll(clickable)) {
    if (controls.length >= CONTROLS_MAX) break
    const isInput = element.tagName === 'INPUT'
    const isChoice = (isInput && element.type === 'radio') ||
      /^(?:radio|tab)$/.test(element.getAttribute('role') ?? '')
    const label = isChoice ? (element.labels?.[0] ?? element.closest('label')) : null
    if (!isVisible(element) && !(label !== null && isVisible(label))) continue
    if (element.disabled) continue
    const text =
      clean(isInput && !isChoice ? element.value : element.innerText, 100) ||
      clean(label?.innerText, 100) ||
      clean(element.getAttribute('aria-label'), 100) ||
      clean(element.getAttribute('title'), 100) ||
      clean(element.querySelector('img[alt]')?.getAttribute('alt'), 100) ||
      (isChoice ? clean(element.value + ' ' + element.id, 100) : '')
    const around = element.closest(
      'li, article, [class*=product], [class*=item], [class*=card], [class*=plan]')
    controls.push({
      id: named(element),
      kind: isChoice ? 'choice' : element.tagName === 'A' ? 'link' : 'button',
      text: text.toLowerCase(),
      href: element.tagName === 'A' ? String(element.href).slice(0, 500) : '',
      form: formOf(element),
      isProduct: around !== null && price.test(clean(around.textContent, 600)),
    })
  }
  const fields = []
  for (const element of document.querySelectorAll('input, select, textarea')) {
    if (fields.length >= FIELDS_MAX) break
    const type = String(element.type ?? '').toLowerCase()
    if (/^(?:hidden|submit|button|image|radio|file|reset)$/.test(type)) continue
    if (element.disabled || (element.readOnly && type !== 'checkbox')) continue
    if (!isVisible(element)) continue
    const label = element.labels?.[0]?.innerText ?? element.closest('label')?.innerText ?? ''
    const words = [
      element.name, element.id, element.placeholder, label, element.getAttribute('aria-label')]
    const isSelect = element.tagName === 'SELECT'
    fields.push({
      id: named(element),
      kind: isSelect ? 'select' : type === 'checkbox' ? 'checkbox' : 'text',
      type,
      autocomplete: clean(element.getAttribute('autocomplete'), 40).toLowerCase(),
      words: words.map((word) => clean(word, 60)).join(' | ').toLowerCase(),
      maxLength: element.maxLength > 0 ? element.maxLength : 0,
      options: isSelect
        ? Array.from(element.options).slice(0, 260).map((option) => clean(option.value, 40))
        : [],
      isEmpty: type === 'checkbox' ? !element.checked : element.value === '',
      form: formOf(element),
    })
  }
  return JSON.stringify({ controls, fields })
}`
