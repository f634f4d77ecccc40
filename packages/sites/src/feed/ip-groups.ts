/** The eight groups of an IPv6 address that `isIpAddress` accepts, a dotted tail read as two. */
export function ipv6Groups(address: string): number[] {
  const dotted = /(?:^|:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1]
  let text = address
  if (dotted !== undefined) {
    const [a, b, c, d] = dotted.split('.').map(Number) as [number, number, number, number]
    const tail = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
    text = address.slice(0, -dotted.length) + tail
  }
  const [head = '', rest] = text.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = rest === undefined || rest === '' ? [] : rest.split(':')
  const zeros = rest === undefined ? 0 : 8 - before.length - after.length
  const all = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return all.map((group) => Number.parseInt(group, 16))
}
