import { endOfScalar } from '../body/json-pieces.ts'
import { RecentlyUsed } from './recently-used.ts'
import type { PersonalValues } from './sealed.ts'

/**
 * Personal values as a text that a model can tell apart: JSON, but a user agent, an email address,
 * an IPv4 address and a link are cut into what varies and what stands between. The model sees what
 * stands between as punctuation, so that `Chrome/` is expected behind `(KHTML, like Gecko) `, and
 * 142 is a value of its own:
 *
 *     Mozilla/5.0 (X11; Linux  ->  [Mozilla/]5.0[ (X]11"; Linux"
 *
 * One character a byte. Text between is moved up by 128, where nothing looks like a value; varying
 * parts are numbers, or strings in quotes. Values that are not cut are JSON strings in UTF-8. A name
 * that is not usual is a value too, behind `*`.
 */
const MARK = '\u00ff'
const MOVED = 128
const QUOTE = 34
const OTHER_NAME = '*'
const EQUALS = String.fromCharCode(61 + MOVED)
/** Nothing is cut that JSON would escape, or that is not ASCII. */
const CUTTABLE = /^[ !#-[\]-~]+$/

type Cutter = (value: string) => string | undefined

/** How the values of one name are written: behind its key, cut if they can be. */
interface Form {
  readonly key: string
  readonly cut: Cutter | undefined
}

/** User agents that came lately, cut: a few of them are most of all. */
const AGENTS_REMEMBERED = 2000

/** Writes values as the text that `joinValues` reads. */
export class ValueCutter {
  readonly #forms: ReadonlyMap<string, Form>
  readonly #agentTexts: ReadonlySet<string>
  readonly #agents = new RecentlyUsed<string>(AGENTS_REMEMBERED)

  /**
   * `usualNames`: names that are keys in the text. `agentTexts`: what stands between the varying
   * parts of user agents.
   */
  constructor(usualNames: Iterable<string>, agentTexts: Iterable<string>) {
    this.#agentTexts = new Set(agentTexts)
    const cutAgentOnce: Cutter = (value) => {
      const known = this.#agents.get(value)
      if (known !== undefined) return known
      const cut = cutAgent(value, this.#agentTexts)
      this.#agents.set(value, cut)
      return cut
    }
    this.#forms = new Map(
      Array.from(usualNames, (name) => [
        name,
        { key: `"${name}":`, cut: cutterOf(name, cutAgentOnce) },
      ]),
    )
  }

  cut(values: PersonalValues): string {
    let text = ''
    for (const name in values) {
      const value = values[name]!
      const form = this.#forms.get(name)
      text += text === '' ? '{' : ','
      if (form === undefined) text += `"${OTHER_NAME}":${quoted(name)}${EQUALS}${quoted(value)}`
      else if (!CUTTABLE.test(value)) text += form.key + quoted(value)
      else {
        const cut = form.cut?.(value)
        text += cut === undefined ? `${form.key}"${value}"` : form.key + MARK + cut
      }
    }
    return text === '' ? '{}' : `${text}}`
  }
}

function cutterOf(name: string, cutAgentOnce: Cutter): Cutter | undefined {
  switch (name.slice(name.lastIndexOf('.') + 1)) {
    case 'user_agent':
      return cutAgentOnce
    case 'ip_address':
      return cutIpv4
    case 'referrer':
    case 'referrer_uri':
    case 'landing_page':
      return cutLink
    default:
      return name === 'email.address' ? cutEmail : undefined
  }
}

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/
const DOT = moved('.')

function cutIpv4(value: string): string | undefined {
  const parts = IPV4.exec(value)
  return parts === null ? undefined : parts.slice(1).join(DOT)
}

const AT = moved('@')

function cutEmail(value: string): string | undefined {
  const at = value.lastIndexOf('@')
  return at < 0 ? undefined : `"${value.slice(0, at)}"${AT}"${value.slice(at + 1)}"`
}

const LINK = /^(https?:\/\/)([^/?#]+)(\/?)(.*)$/

function cutLink(value: string): string | undefined {
  const parts = LINK.exec(value)
  if (parts === null) return undefined
  return `${moved(parts[1]!)}"${parts[2]}"${moved(parts[3]!)}"${parts[4]}"`
}

/**
 * Numbers with what is written to them (`10_15_7`, `15E148`), the model of an Android device and its
 * build.
 */
const AGENT_PARTS =
  /(?<=Android [\d.]{1,8}; )[^;)]+?(?= Build\/|[;)])|(?<= Build\/)[^;)]+|\d[\w.+-]*/g
/** Numbers as the model tells them without quotes: see `json-pieces`. */
const NUMBER = /^\d[\d.A-Za-z]*$/

export function agentTexts(value: string): string[] {
  return value.split(AGENT_PARTS)
}

function cutAgent(value: string, agentTexts: ReadonlySet<string>): string {
  let cut = ''
  let at = 0
  for (const part of value.matchAll(AGENT_PARTS)) {
    cut += between(value.slice(at, part.index), agentTexts)
    cut += NUMBER.test(part[0]) ? part[0] : `"${part[0]}"`
    at = part.index + part[0].length
  }
  const rest = value.slice(at)
  // What comes behind the value is punctuation too: an empty part keeps the two apart.
  return rest === '' ? cut : `${cut}${between(rest, agentTexts)}""`
}

function between(text: string, usual: ReadonlySet<string>): string {
  if (text === '') return ''
  return usual.has(text) ? moved(text) : `"${text}"`
}

function moved(text: string): string {
  let out = ''
  for (let at = 0; at < text.length; at += 1)
    out += String.fromCharCode(text.charCodeAt(at) + MOVED)
  return out
}

const NOT_ASCII = /[\u0080-\uffff]/

function quoted(value: string): string {
  const json = JSON.stringify(value)
  return NOT_ASCII.test(json) ? Buffer.from(json).toString('latin1') : json
}

/** What `ValueCutter.cut` was given. Throws on a text that is none of its own. */
export function joinValues(text: string): PersonalValues {
  const entries: [string, string][] = []
  let at = 1
  const quotedAt = (): string => {
    const start = at
    at = endOfScalar(text, start)
    return unquoted(text.slice(start, at))
  }
  while (at < text.length && text[at] !== '}') {
    if (text[at] === ',') at += 1
    let name = quotedAt()
    at += 1
    if (name === OTHER_NAME) {
      name = quotedAt()
      at += 1
    }
    if (text[at] !== MARK) {
      entries.push([name, quotedAt()])
      continue
    }
    const start = at + 1
    at = endOfCut(text, start)
    entries.push([name, joinCut(text, start, at)])
  }
  return Object.fromEntries(entries)
}

/** A part in quotes holds no quote: nothing was cut that has one. */
function endOfCut(text: string, start: number): number {
  let at = start
  while (at < text.length && text[at] !== ',' && text[at] !== '}') at = endOfPart(text, at)
  return at
}

function endOfPart(text: string, at: number): number {
  return text.charCodeAt(at) === QUOTE ? text.indexOf('"', at + 1) + 1 || text.length : at + 1
}

function joinCut(text: string, start: number, end: number): string {
  let joined = ''
  for (let at = start; at < end;) {
    const next = endOfPart(text, at)
    const code = text.charCodeAt(at)
    if (code === QUOTE) joined += text.slice(at + 1, next - 1)
    else joined += code < MOVED ? text[at]! : String.fromCharCode(code - MOVED)
    at = next
  }
  return joined
}

function unquoted(json: string): string {
  return JSON.parse(Buffer.from(json, 'latin1').toString('utf8')) as string
}
