import { dirname } from 'node:path'
import { at, type Check } from './tree.ts'

const REFUSED: readonly [pattern: RegExp, what: string][] = [
  [/(?<![\w.])\/(?:home|Users|root)\/[\w.-]+|\b[A-Z]:\\Users\\/, 'a path of one machine'],
  [/\bsub-?agents?\b|\bas an[ ]AI\b|\bcoding[ ]assistant\b/i, 'speaks of how it was written'],
  [/\b(?:FIXME|XXX|HACK)\b|\bTODO(?!\(#\d+\))/, 'an open end: write `TODO(#issue)`'],
  [
    /https?:\/\/[\w.-]*(?:npmjs\.org|verdaccio|artifactory|jfrog)[\w.-]*/i,
    'names a package registry',
  ],
]

/** Real text of others, kept as test data, may hold anything. */
const DATA = /^spec\/.*\/|\/test-data\/|^LICENSE$|^package-lock\.json$|^scripts\/tidy\//

/** The project speaks of itself: no machine, no author, no loose end. */
export const words: Check = ({ root, files }) => {
  const around = dirname(root)
  const machine = around.length > 1 ? around : root
  return [...files].flatMap(([path, text]) => {
    if (DATA.test(path)) return []
    const findings = REFUSED.flatMap(([pattern, what]) => {
      const found = pattern.exec(text)
      return found ? [`${at(path, text, found.index)}: ${what} (\`${found[0]}\`)`] : []
    })
    const own = text.search(new RegExp(`(?<![\\w.])${escape(machine)}/`))
    return own < 0 ? findings : [...findings, `${at(path, text, own)}: a path of this machine`]
  })
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
