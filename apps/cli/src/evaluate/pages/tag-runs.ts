const RUN = 5

/** Every five start tags in a row: what the reference figures of the field are made from. */
export function tagRuns(html: string): Set<string> {
  const tags = Array.from(html.matchAll(/<([a-z][\w-]*)/gi), ([, tag = '']) => tag.toLowerCase())
  const runs = new Set<string>()
  for (let at = 0; at + RUN <= tags.length; at++) runs.add(tags.slice(at, at + RUN).join(' '))
  return runs
}

/** Jaccard index of two sets, 0..1; 0 where both are empty. */
export function jaccard(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const [small, large] = left.size < right.size ? [left, right] : [right, left]
  let shared = 0
  for (const each of small) if (large.has(each)) shared++
  const all = left.size + right.size - shared
  return all === 0 ? 0 : shared / all
}
