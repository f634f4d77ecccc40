/** A declaration further in is not looked for by browsers either (HTML, "prescan"). */
const PRESCAN_BYTES = 1024
const META = /<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([a-z0-9_:.-]{1,40})/i

/**
 * The text of a page: by its byte order mark, else by `Content-Type`, else by its `<meta>`, else
 * UTF-8, else windows-1252, the order of browsers. What cannot be decoded is `U+FFFD`.
 */
export function decodeHtml(bytes: Uint8Array, contentType: string): string {
  const label =
    markOf(bytes) ??
    /;\s*charset\s*=\s*"?\s*([a-z0-9_:.-]{1,40})/i.exec(contentType)?.[1] ??
    META.exec(new TextDecoder('latin1').decode(bytes.subarray(0, PRESCAN_BYTES)))?.[1]
  const decoder = label === undefined ? null : decoderOf(label)
  if (decoder !== null) return decoder.decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function markOf([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return undefined
}

/** `null`: nobody knows such a charset. */
function decoderOf(label: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(label)
  } catch {
    return null
  }
}
