/**
 * Bins in ascending order of what they say, equal ones in the order that they had: merged run by
 * run. `sort` of a list calls a function for each comparison, half a million times a tree.
 *
 * @param bins ascending; used as room
 */
export function sortBins(bins: Uint8Array, said: Float64Array): Uint8Array {
  const count = bins.length
  let from = bins
  let into = new Uint8Array(count)
  for (let run = 1; run < count; run *= 2) {
    for (let start = 0; start < count; start += run * 2) {
      const middle = Math.min(start + run, count)
      const end = Math.min(middle + run, count)
      let left = start
      let right = middle
      for (let at = start; at < end; at++) {
        const takesLeft =
          left < middle && (right >= end || said[from[left]!]! <= said[from[right]!]!)
        into[at] = takesLeft ? from[left++]! : from[right++]!
      }
    }
    ;[from, into] = [into, from as Uint8Array<ArrayBuffer>]
  }
  return from
}
