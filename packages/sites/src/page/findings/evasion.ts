import type { Finding } from '../../layer.ts'
import { finding, type PageRule } from './finding.ts'
import type { PageContext } from './page-context.ts'
import { secretForms } from './secrets.ts'

const PACKED = [
  /\beval\(function\(p,a,c,k,e/,
  /\b(?:eval|Function)\s{0,3}\(\s{0,3}(?:atob|unescape|decodeURIComponent|String\.fromCharCode)\s{0,3}\(/,
  /\bdocument\.write(?:ln)?\(\s{0,3}(?:unescape|atob|decodeURIComponent)\s{0,3}\(/,
  /(?:\\x[0-9a-f]{2}){60}/i,
  /(?:%[0-9a-f]{2}){120}/i,
  /(?:String\.fromCharCode\((?:\d{1,3},){30})/,
]

/** Names that one obfuscator gives to everything; a page that has a few speaks of it. */
const OBFUSCATOR_NAME = /\b_0x[0-9a-f]{4,6}\b/g
const OBFUSCATOR_NAMES_ENOUGH = 20

const CONTEXT_MENU =
  /\boncontextmenu\s{0,3}=\s{0,3}["']?\s{0,3}(?:return false|event\.preventDefault|function)|["']contextmenu["']\s{0,3},[^;]{0,120}(?:preventDefault|return false|=>\s{0,3}false)/
const TOOLS = [
  /\b(?:keyCode|which)\s{0,3}={2,3}\s{0,3}123\b|["']F12["']/,
  /\bsetInterval\([^;]{0,200}\bdebugger\b/,
  /\bdevtools?[-_]?(?:detect|open|blocker)|disable-?devtool/i,
]

/** Names that kits are known by, from public reports on them. */
const KIT_MARKERS =
  /\b(?:antibots?(?:\d{0,2})?\.php|anti-?bot(?:pw)?\.pw|killbot\.(?:org|pw)|16shop|z-?shadow|evilproxy|evilginx|blackeye-|hiddeneye|zphisher|shellphish|advphishing|greatness-?kit|w3ll|xbalti|ex-?robotos|kr3pto|chase-?bank-?scama?|fullz|scampage|scama\b|rezult|results?_box)\b/i

/** Invisible characters in a text, from which chance is ruled out: emoji and Arabic have a few. */
const INVISIBLE_ENOUGH = 40

/** What a page does so that nobody sees what it does. */
export const evasionRules: readonly PageRule[] = [scripts, invisible, markers]

function scripts({ code }: PageContext): readonly Finding[] {
  const found: Finding[] = []
  const isRenamed = hasTimes(code, OBFUSCATOR_NAME, OBFUSCATOR_NAMES_ENOUGH)
  const packed = PACKED.filter((pattern) => pattern.test(code)).length + Number(isRenamed)
  if (packed > 0) found.push(finding('PAGE_OBFUSCATED_SCRIPT', `${packed} kinds of packed script`))
  if (CONTEXT_MENU.test(code))
    found.push(finding('PAGE_BLOCKS_CONTEXT_MENU', 'The page blocks the context menu'))
  if (TOOLS.some((pattern) => pattern.test(code)))
    found.push(finding('PAGE_BLOCKS_TOOLS', 'The page fights developer tools'))
  return found
}

function invisible({ facts }: PageContext): readonly Finding[] {
  const isMuch = facts.invisible >= INVISIBLE_ENOUGH && facts.invisible * 50 > facts.text.length
  return isMuch
    ? [
        finding(
          'PAGE_INVISIBLE_IN_WORDS',
          `${facts.invisible} characters without width stand in the text`,
        ),
      ]
    : []
}

function markers({ facts, code }: PageContext): readonly Finding[] {
  if (secretForms(facts).length === 0) return []
  const source = [
    code,
    ...facts.comments,
    ...facts.resources,
    ...facts.forms.map(({ action }) => action),
  ].join('\n')
  return KIT_MARKERS.test(source)
    ? [finding('PAGE_KIT_MARKER', 'The page bears a name that kits are known by')]
    : []
}

/** Whether a global pattern matches so often, without looking for more. */
function hasTimes(text: string, pattern: RegExp, times: number): boolean {
  let found = 0
  for (const _match of text.matchAll(pattern)) if (++found >= times) return true
  return false
}
