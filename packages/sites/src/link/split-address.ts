import { encodeFragment, encodePath, encodeQuery, encodeUser } from './percent.ts'

/** The parts of an address of the web, as written but for what a browser changes in any of them. */
export interface Address {
  readonly scheme: 'http' | 'https'
  /** `user:password`, percent-encoded; empty: none. */
  readonly user: string
  /** As written; `readHost` reads it. */
  readonly host: string
  /** `null`: the usual one of the scheme. */
  readonly port: number | null
  /** Begins with `/`; dots are resolved. */
  readonly path: string
  /** With `?`, or empty. */
  readonly query: string
  /** With `#`, or empty. */
  readonly fragment: string
}

/**
 * Splits what follows the scheme of an `http` or `https` address the way browsers do (WHATWG URL,
 * 4.4, special schemes without a base). `null`: the port is none.
 */
export function splitAddress(scheme: 'http' | 'https', afterScheme: string): Address | null {
  let rest = afterScheme.replace(/^[/\\]+/, '')
  let fragment = ''
  const hash = rest.indexOf('#')
  if (hash >= 0) {
    fragment = `#${encodeFragment(rest.slice(hash + 1))}`
    rest = rest.slice(0, hash)
  }
  let query = ''
  const mark = rest.indexOf('?')
  if (mark >= 0) {
    query = `?${encodeQuery(rest.slice(mark + 1))}`
    rest = rest.slice(0, mark)
  }
  const slash = rest.search(/[/\\]/)
  const authority = slash < 0 ? rest : rest.slice(0, slash)
  const at = authority.lastIndexOf('@')
  const [, host, digits] = /^(.*?)(?::([^\]:]*))?$/s.exec(authority.slice(at + 1))!
  const port = readPort(digits, scheme)
  if (port === undefined) return null
  return {
    scheme,
    user: at < 0 ? '' : encodedUser(authority.slice(0, at)),
    host: host!,
    port,
    path: resolvePath(slash < 0 ? '' : rest.slice(slash)),
    query: query === '?' ? '' : query,
    fragment: fragment === '#' ? '' : fragment,
  }
}

function encodedUser(text: string): string {
  const colon = text.indexOf(':')
  if (colon < 0) return encodeUser(text)
  const password = encodeUser(text.slice(colon + 1))
  return encodeUser(text.slice(0, colon)) + (password === '' ? '' : `:${password}`)
}

const USUAL_PORT = { http: 80, https: 443 } as const

function readPort(digits: string | undefined, scheme: 'http' | 'https'): number | null | undefined {
  if (digits === undefined || digits === '') return null
  if (!/^[0-9]+$/.test(digits)) return undefined
  const port = Number(digits)
  if (port > 65_535) return undefined
  return port === USUAL_PORT[scheme] ? null : port
}

const DOT = /^(?:\.|%2e)$/i
const TWO_DOTS = /^(?:\.|%2e){2}$/i

/** Resolves `.` and `..`, also where they are written `%2e`, and takes `\` for `/`. */
function resolvePath(text: string): string {
  if (text === '' || text === '/') return '/'
  const segments = encodePath(text.slice(1).replaceAll('\\', '/')).split('/')
  if (!/\/(?:\.|%2e)/i.test(`/${segments.join('/')}`)) return `/${segments.join('/')}`
  const kept: string[] = []
  for (const [at, segment] of segments.entries()) {
    const isLast = at === segments.length - 1
    if (TWO_DOTS.test(segment)) kept.pop()
    else if (!DOT.test(segment)) {
      kept.push(segment)
      continue
    }
    if (isLast) kept.push('')
  }
  return `/${kept.join('/')}`
}
