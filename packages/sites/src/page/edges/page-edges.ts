import type { SiteEdge } from '../../edge.ts'
import type { PageFacts } from '../read/page-facts.ts'
import { ANALYTICS_SHAPES, matomoOf } from './analytics-shapes.ts'
import { contactsIn } from './contacts.ts'
import type { EdgeShape } from './edge-shape.ts'
import { KEY_SHAPES } from './key-shapes.ts'
import { MERCHANT_SHAPES } from './merchant-shapes.ts'
import { NEVER_EDGES, PLACEHOLDER } from './never-edges.ts'
import { sha256 } from './wallet/sha256.ts'
import { walletsIn } from './wallets.ts'

/** Edges of one page, and of one kind: a page that lists the world ties nothing together. */
export const EDGES_MAX = 100
const EDGES_OF_KIND_MAX = 25

/** Rarest first: an account that takes money says more than a mail address. */
const SHAPES: readonly EdgeShape[] = [...MERCHANT_SHAPES, ...KEY_SHAPES, ...ANALYTICS_SHAPES]

/**
 * What ties this page to others: 100 at most, 25 of a kind, without ids that platforms give to
 * everybody. `scripts` are bodies of script files that were fetched beside the page.
 */
export function pageEdges(facts: PageFacts, scripts: readonly string[] = []): SiteEdge[] {
  const code = [...facts.scripts, ...scripts].join('\n')
  const addresses = [...facts.resources, ...facts.frames, ...facts.links.map(({ href }) => href)]
  const actions = facts.forms.map(({ action }) => action)
  const source = [code, ...facts.data, ...actions, ...addresses].join('\n')
  const edges = new EdgeSet()
  for (const shape of SHAPES)
    for (const value of valuesOf(shape, source)) edges.add(shape.kind, value)
  const matomo = matomoOf(code)
  if (matomo !== null) edges.add('analytics_id', `matomo:${matomo}`)
  for (const { kind, value } of walletsIn(`${facts.text}\n${source}`)) edges.add(kind, value)
  for (const { kind, value } of contactsIn(facts)) edges.add(kind, value)
  return edges.list
}

class EdgeSet {
  readonly list: SiteEdge[] = []
  readonly #seen = new Set<string>()
  readonly #kinds = new Map<string, number>()

  add(kind: SiteEdge['kind'], value: string): void {
    const ofKind = this.#kinds.get(kind) ?? 0
    if (this.list.length >= EDGES_MAX || ofKind >= EDGES_OF_KIND_MAX) return
    if (NEVER_EDGES.has(value) || PLACEHOLDER.test(value.slice(value.indexOf(':') + 1))) return
    if (this.#seen.has(`${kind} ${value}`)) return
    this.#seen.add(`${kind} ${value}`)
    this.#kinds.set(kind, ofKind + 1)
    this.list.push({ kind, value })
  }
}

function* valuesOf({ pattern, prefix, value, isSecret }: EdgeShape, source: string) {
  let found = 0
  for (const [, ...groups] of source.matchAll(pattern)) {
    if (found++ >= EDGES_OF_KIND_MAX * 4) return
    const text = value === undefined ? groups[0]! : value(groups)
    if (text === null || PLACEHOLDER.test(text)) continue
    yield `${prefix}:${isSecret ? `sha256-${digestOf(text)}` : text}`
  }
}

/** Sixteen bytes: equal keys are equal, and nobody can use what we keep. */
function digestOf(text: string): string {
  const bytes = sha256(Uint8Array.from(text, (character) => character.charCodeAt(0)))
  return Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
