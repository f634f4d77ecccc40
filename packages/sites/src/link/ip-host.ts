/** A host that is meant as a number: WHATWG URL, "ends in a number checker". */
export function endsInNumber(host: string): boolean {
  const labels = host.split('.')
  if (labels.at(-1) === '') {
    if (labels.length === 1) return false
    labels.pop()
  }
  const last = labels.at(-1)!
  return /^[0-9]+$/.test(last) || /^0[xX][0-9a-fA-F]*$/.test(last)
}

/**
 * An IPv4 address in any of the spellings that browsers take: decimal, octal (`017`), hexadecimal
 * (`0xf`), with fewer than four parts. `null`: not one (WHATWG URL, "IPv4 parser").
 */
export function readIpv4(host: string): string | null {
  const parts = host.split('.')
  if (parts.at(-1) === '' && parts.length > 1) parts.pop()
  if (parts.length > 4) return null
  const numbers: number[] = []
  for (const part of parts) {
    const number = readNumber(part)
    if (number === null) return null
    numbers.push(number)
  }
  const last = numbers.pop()!
  if (numbers.some((number) => number > 255) || last >= 256 ** (4 - numbers.length)) return null
  let address = last
  for (const [at, number] of numbers.entries()) address += number * 256 ** (3 - at)
  return dotted(address)
}

export function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')
}

function readNumber(part: string): number | null {
  if (/^0[xX]/.test(part)) {
    const digits = part.slice(2)
    if (!/^[0-9a-fA-F]*$/.test(digits)) return null
    return digits === '' ? 0 : Number.parseInt(digits, 16)
  }
  if (part.length > 1 && part.startsWith('0')) {
    return /^[0-7]+$/.test(part) ? Number.parseInt(part, 8) : null
  }
  return /^[0-9]+$/.test(part) ? Number.parseInt(part, 10) : null
}

/** An IPv6 address, without brackets, in its shortest form (RFC 5952); `null`: not one. */
export function readIpv6(text: string): string | null {
  const groups = groupsOf(text)
  if (groups === null) return null
  let [bestStart, bestLength] = [-1, 1]
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (start + length < 8 && groups[start + length] === 0) length++
    if (length > bestLength) [bestStart, bestLength] = [start, length]
  }
  const hex = groups.map((group) => group.toString(16))
  if (bestStart < 0) return hex.join(':')
  return `${hex.slice(0, bestStart).join(':')}::${hex.slice(bestStart + bestLength).join(':')}`
}

function groupsOf(text: string): number[] | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [front, back] = halves.map(groupList)
  if (front === undefined || front === null || back === null) return null
  // An IPv4 tail is at the end of all, so never before `::`.
  if (back !== undefined && halves[0]!.includes('.')) return null
  if (back === undefined) return front.length === 8 ? front : null
  const missing = 8 - front.length - back.length
  return missing < 1 ? null : [...front, ...new Array<number>(missing).fill(0), ...back]
}

function groupList(text: string): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [at, part] of parts.entries()) {
    if (part.includes('.')) {
      if (at !== parts.length - 1) return null
      const bytes = part.split('.')
      const isPlain = bytes.length === 4 && bytes.every((byte) => /^(?:0|[1-9]\d{0,2})$/.test(byte))
      if (!isPlain || bytes.some((byte) => Number(byte) > 255)) return null
      groups.push(
        Number(bytes[0]) * 256 + Number(bytes[1]),
        Number(bytes[2]) * 256 + Number(bytes[3]),
      )
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return null
  }
  return groups
}
