/** Characters that stand for themselves in each part of an address (WHATWG URL, 1.3). */
const PATH_CLEAN = /^[!$-;=@-\]_a-z|~]*$/
const PATH_DIRTY = /[\p{Cc} "#<>?^`{}]/u
const QUERY_DIRTY = /[\p{Cc} "#<>']/u
const FRAGMENT_DIRTY = /[\p{Cc} "<>`]/u
const USER_DIRTY = /[\p{Cc} "#<>?^`{}/:;=@[\\\]|]/u
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

export function encodePath(text: string): string {
  return PATH_CLEAN.test(text) ? text : encoded(text, PATH_DIRTY)
}
export function encodeQuery(text: string): string {
  return encoded(text, QUERY_DIRTY)
}
export function encodeFragment(text: string): string {
  return encoded(text, FRAGMENT_DIRTY)
}
export function encodeUser(text: string): string {
  return encoded(text, USER_DIRTY)
}

function encoded(text: string, dirty: RegExp): string {
  if (!dirty.test(text) && !/\P{ASCII}/u.test(text)) return text
  let out = ''
  for (const character of text.replace(LONE_SURROGATE, '\ufffd')) {
    const code = character.codePointAt(0)!
    if (code > 0x7f) out += encodeURIComponent(character)
    else out += dirty.test(character) ? escapedByte(code) : character
  }
  return out
}

export function escapedByte(byte: number): string {
  return `%${byte < 16 ? '0' : ''}${byte.toString(16).toUpperCase()}`
}

/** Text as bytes of UTF-8, one character for each byte. */
export function toBytes(text: string): string {
  if (!/\P{ASCII}/u.test(text)) return text
  return text
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(/\P{ASCII}+/gu, (part) => unescapeBytes(encodeURIComponent(part)))
}

/** Bytes of UTF-8 as text; `null`: they are none. */
export function fromBytes(bytes: string): string | null {
  if (!/[\u0080-\u00ff]/.test(bytes)) return bytes
  try {
    return decodeURIComponent(
      bytes.replace(/[%\u0080-\u00ff]/g, (byte) => escapedByte(byte.charCodeAt(0))),
    )
  } catch {
    return null
  }
}

/** Takes off one layer of percent signs; what is no escape stays. */
export function unescapeBytes(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
