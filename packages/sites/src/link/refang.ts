/** What analysts put into an address so that nobody clicks on it, and what it stood for. */
const DISARMED: readonly (readonly [RegExp, string])[] = [
  [/[[({]\s*(?:\.|dot|punkt)\s*[\])}]/gi, '.'],
  [/\\\./g, '.'],
  [/\[\s*(:\/{0,2})\s*\]/g, '$1'],
  [/\[\s*(\/)\s*\]/g, '$1'],
  [/[[(]\s*(?:@|at)\s*[\])]/gi, '@'],
]
const MAY_BE_DISARMED = /[[({]\s*(?:\.|dot|punkt|:|\/|@|at)|\\\./i
const SCHEME = /^(?:h(?:tt|xx|\*\*|__)p(s?)|meow(s?)|fxp)(?=:|\[)/i

/**
 * Arms a disarmed address again: `hxxps[:]//evil[.]example` is `https://evil.example`. The query is
 * left as it is: brackets in it are data.
 */
export function refang(text: string): string {
  const armed = text.replace(
    SCHEME,
    (whole, secure: string | undefined, meow: string | undefined) =>
      /^f/i.test(whole) ? 'ftp' : `http${(secure ?? meow ?? '').toLowerCase()}`,
  )
  const query = armed.search(/[?#]/)
  const front = query < 0 ? armed : armed.slice(0, query)
  if (!MAY_BE_DISARMED.test(front)) return armed
  let rest = front
  for (const [pattern, meant] of DISARMED) rest = rest.replace(pattern, meant)
  return rest + armed.slice(front.length)
}

const OPENING = '<([{"\'`“‘«„'
const CLOSING = '>)]}"\'`”’»“'
const WEB_ADDRESS = /(?<=[\s<("'“«])h(?:tt|xx)ps?\[?:/i

/**
 * Takes the address out of what surrounds it: quotes, brackets, or the message it was sent in. Of
 * several addresses the first.
 */
export function unwrap(text: string): string {
  let inner = trimControls(text)
  if (/\s/.test(inner) && !/^h(?:tt|xx)ps?[[:]/i.test(inner)) {
    const start = inner.search(WEB_ADDRESS)
    if (start >= 0) inner = inner.slice(start).split(/\s/, 1)[0]!
  }
  for (;;) {
    const place = OPENING.indexOf(inner.charAt(0))
    if (inner === '' || place < 0 || isAddressOfSix(inner)) break
    inner = inner.slice(1)
    if (inner.endsWith(CLOSING.charAt(place))) inner = inner.slice(0, -1)
    inner = trimControls(inner)
  }
  // In a sentence they end it; in a whole address they are its own.
  const isSentence = inner.length < text.trim().length || !/^https?:/i.test(inner)
  return trimEnd(inner, isSentence ? /[>"”»’,;!]/ : /[>"”»’]/)
}

function isAddressOfSix(text: string): boolean {
  return /^\[[0-9a-f:.]+\]/i.test(text)
}

/** C0 controls and spaces at both ends, which browsers drop too, and Unicode's own spaces. */
export function trimControls(text: string): string {
  return trimEnd(
    text.replace(/^[\p{Cc}\s\u200b-\u200f\u2060]+/u, ''),
    /[\p{Cc}\s\u200b-\u200f\u2060]/u,
  )
}

/** A loop, because a pattern that is anchored at its end takes the square of the length. */
function trimEnd(text: string, end: RegExp): string {
  let length = text.length
  while (length > 0 && end.test(text.charAt(length - 1))) length--
  return text.slice(0, length)
}
