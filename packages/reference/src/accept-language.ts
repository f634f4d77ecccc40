import type { AcceptLanguageAnswer, LanguagePreference } from '@gatehouse/contract'
import { notKnown } from './answers.ts'

/** Browsers send at most some 20 languages; the rest of a longer header is not read. */
const HEADER_LENGTH_MAX = 1000
const LANGUAGES_MAX = 32

const LANGUAGE_RANGE = /^([a-z]{1,8}|\*)((?:-[a-z0-9]{1,8})*)$/
const QUALITY = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/

/** Parses `Accept-Language` (RFC 9110 section 12.5.4). One bad element makes it malformed. */
export function parseAcceptLanguage(header: string): AcceptLanguageAnswer {
  const text = header.slice(0, HEADER_LENGTH_MAX).trim().toLowerCase()
  const elements = text.split(',', LANGUAGES_MAX).map((element) => element.trim())
  const preferences: LanguagePreference[] = []
  for (const element of elements.filter((element) => element !== '')) {
    const preference = parseElement(element)
    if (preference === undefined) return notKnown('malformed_input')
    preferences.push(preference)
  }
  if (preferences.length === 0) return notKnown('malformed_input')
  // Sorting is stable: equal qualities keep the order of the header.
  return { known: true, preferences: preferences.sort((a, b) => b.quality - a.quality) }
}

function parseElement(element: string): LanguagePreference | undefined {
  const [range = '', ...parameters] = element.split(';').map((part) => part.trim())
  const match = LANGUAGE_RANGE.exec(range)
  const quality = parameters.length === 0 ? 1 : qualityOf(parameters)
  if (match === null || quality === undefined) return undefined
  const [, language = '', subtags = ''] = match
  const region = subtags.split('-').find((subtag) => /^[a-z]{2}$/.test(subtag))
  return { tag: range, language, region: region?.toUpperCase() ?? null, quality }
}

function qualityOf(parameters: readonly string[]): number | undefined {
  const [first = '', ...others] = parameters
  const match = QUALITY.exec(first)
  return match === null || others.length > 0 ? undefined : Number(match[1])
}
