import { transformSync } from 'esbuild'
import { at, isTest, sourceFiles, type Check } from './tree.ts'

/** Packages that know no clock, network, database or randomness, so that a decision can be replayed. */
export const PURE = ['contract', 'expression', 'signals', 'scoring', 'gate', 'sites']

const IMPURE: readonly [pattern: RegExp, what: string][] = [
  [/\bDate\.now\b|\bnew Date(?:\(\s*\)|(?!\s*[(\w]))/, 'a clock: take the time as an argument'],
  [/\bMath\.random\b|\bcrypto\./, 'randomness'],
  [/\bperformance\.|\bset(?:Timeout|Interval|Immediate)\b/, 'a clock or timer'],
  [/\bIntl\.|\.toLocale\w+\(|\.localeCompare\(/, 'the locale of the machine'],
  [/\bprocess\.|\bglobalThis\b|\bBuffer\b/, 'the process it runs in'],
  [/\bfetch\(|\bconsole\./, 'input or output'],
  [/['"]node:/, 'a Node module'],
  [/\beval\(|\bnew Function\b/, 'code made from text'],
]

/** A longer file most likely holds a second idea. */
const MAX_LINES = 400

/** Pure packages name nothing that makes two runs differ. Types and comments do not count. */
export const purity: Check = (tree) =>
  sourceFiles(tree)
    .filter(
      ([path]) => !isTest(path) && PURE.includes(/^packages\/([^/]+)\/src\//.exec(path)?.[1] ?? ''),
    )
    .flatMap(([path, text]) => {
      const code = withoutComments(text)
      return IMPURE.flatMap(([pattern, what]) => {
        const found = pattern.exec(code)?.[0]
        if (found === undefined) return []
        return [
          `${at(path, text, text.search(pattern))}: a pure package uses ${what} (\`${found}\`)`,
        ]
      })
    })

const REFUSED: readonly [pattern: RegExp, what: string][] = [
  [/^export default\b/m, 'default export: name it'],
  [/\bvi\.(?:do)?mock\(/i, 'module mock: pass a real part or a fake that keeps state'],
  [/\b(?:it|test|describe)\.only\(/, '`.only` hides the other tests'],
  [
    /\b(?:it|test)(?:\.\w+)*\(\s*['"`](?:[^'"`]*\s)?should\s/,
    'a test name is a fact, without "should"',
  ],
  [/\bas any\b/, '`as any` switches the compiler off'],
  [
    /^\s*(?:export\s+)?(?:declare\s+)?(?:enum|namespace)\s+\w+/m,
    'enum or namespace: use a union or a module',
  ],
  [/@ts-(?:ignore|nocheck)\b/, 'the compiler is silenced: use `@ts-expect-error` with the reason'],
  [/(?:ox|es)lint-disable(?!.* -- )/, 'a disabled rule states its reason after ` -- `'],
]

/** Default exports that a tool asks for. */
const DEFAULT_EXPORT_ALLOWED = new Set(['scripts/reporter.ts'])

/** What the house does not use, wherever code stands. */
export const houseRules: Check = (tree) =>
  sourceFiles(tree).flatMap(([path, text]) => {
    if (path.startsWith('scripts/tidy/')) return []
    return REFUSED.flatMap(([pattern, what]) => {
      const found = pattern.exec(text)
      if (!found || (what.startsWith('default') && DEFAULT_EXPORT_ALLOWED.has(path))) return []
      return [`${at(path, text, found.index)}: ${what}`]
    })
  })

/** One `index.ts` per package; inside it, a file is imported from where it stands. */
export const noBarrels: Check = (tree) =>
  sourceFiles(tree).flatMap(([path, text]) => {
    if (/^(?:packages|apps)\/[^/]+\/src\/index\.ts$/.test(path)) return []
    if (path.endsWith('/index.ts')) return [`${path}: only \`src/index.ts\` may be an index`]
    return /^export \*/m.test(text) ? [`${path}: \`export *\` belongs in \`src/index.ts\``] : []
  })

export const fileLength: Check = (tree) =>
  sourceFiles(tree).flatMap(([path, text]) => {
    const lines = text.split('\n').length - 1
    return lines > MAX_LINES
      ? [`${path}: ${lines} lines (limit ${MAX_LINES}): look for the second idea`]
      : []
  })

/** Text that does not parse is the compiler's finding, so here it stays as it is. */
function withoutComments(text: string): string {
  try {
    return transformSync(text, { loader: 'ts', legalComments: 'none', target: 'esnext' }).code
  } catch {
    return text
  }
}
