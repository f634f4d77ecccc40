import { readFileSync } from 'node:fs'

/** Cases that another language could run too. The caller names their shape. */
export function readCases(name: string): unknown {
  const url = new URL(`../../../spec/reference/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8'))
}
