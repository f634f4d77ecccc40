import { checkJson, findCardNumbers, type CardScan } from '@gatehouse/contract'
import { ApiError } from './api-error.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Bytes to a value, once, at the edge: strict UTF-8, JSON, nothing that cannot be stored.
 * @param valuesMax as `checkJson`: by what an event may have, when absent
 * @throws ApiError `empty_body`, `invalid_json`, `unstorable_text`
 */
export function parseJson(raw: Uint8Array, valuesMax?: number): unknown {
  if (raw.length === 0) throw new ApiError('empty_body')
  let body: unknown
  try {
    body = JSON.parse(decoder.decode(raw))
  } catch (cause) {
    throw new ApiError('invalid_json', { detail: whereItBreaks(cause as Error) })
  }
  const check = checkJson(body, valuesMax)
  if (!check.ok) throw new ApiError('unstorable_text', { issues: check.issues })
  return body
}

/** @throws ApiError `card_number` with the places, never the digits. */
export function refuseCardNumbers(body: unknown, scan: CardScan): void {
  const pointers = findCardNumbers(body, scan)
  if (pointers.length === 0) return
  throw new ApiError('card_number', {
    issues: pointers.map((pointer) => ({
      pointer,
      code: 'card_number',
      message: 'holds a card number; send a token, or the first six and last four digits',
    })),
  })
}

/**
 * V8 quotes the text around the place where parsing stopped. The text may be personal, so only
 * the position is passed on.
 */
function whereItBreaks(error: Error): string {
  if (!(error instanceof SyntaxError)) return 'the body is not UTF-8 text'
  const position = /position (\d+)/.exec(error.message)?.[1]
  if (position !== undefined) return `the JSON breaks at character ${position}`
  // Of short texts V8 quotes the place instead of counting up to it.
  return error.message === 'Unexpected end of JSON input'
    ? 'the body ends before the JSON does'
    : 'something stands where JSON allows it not'
}
