import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** The page on which anybody may ask about a link, and the headers that it goes out with. */
export interface CheckPage {
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
}

/** Read once: it is the same for everybody. All of it is in one document, and nothing else is loaded. */
export function readCheckPage(): CheckPage {
  const style = asset('check.css')
  const words = JSON.stringify(JSON.parse(asset('words.json'))).replaceAll('<', String.raw`\u003c`)
  const script = asset('check.js').replace('/*WORDS*/ {}', () => words)
  const html = asset('check.html')
    .replace('/*STYLE*/', () => style)
    .replace('/*SCRIPT*/', () => script)
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(within(html, 'style'))}'`,
    `script-src '${hashOf(within(html, 'script'))}'`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ]
  return {
    html,
    headers: {
      'content-security-policy': policy.join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
      'cross-origin-opener-policy': 'same-origin',
    },
  }
}

function asset(name: string): string {
  return readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8')
}

/** What browsers hash: all between the tags, white space too. */
function within(html: string, tag: 'style' | 'script'): string {
  return new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)![1]!
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
