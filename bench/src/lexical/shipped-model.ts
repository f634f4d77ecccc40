import {
  quantized,
  trainLexical,
  type LexicalExample,
  type LexicalModel,
  type LexicalTables,
} from '@gatehouse/sites'
import type { ShippableLink } from './read-sets.ts'

/** The largest weight of text that is kept, log-odds. */
const LARGEST_WEIGHT = 4

/**
 * Benign links with a path are few here and of two kinds, privacy notices and pages about logos:
 * how long or random a path is would be learned from the malicious ones alone.
 */
const IGNORED = [
  'path_surprise',
  'path_depth',
  'path_length',
  'longest_segment',
  'query_length',
  'query_params',
  'path_digits',
  'path_random_segment',
  'special_char_count',
  'has_escapes',
  'financial_vocab_density',
] as const

/** Malicious hosts are taken from the newest on. */
const MALICIOUS_HOSTS_MAX = 130_000
const MALICIOUS_PATHS_MAX = 30_000

export interface ShippedTraining {
  readonly links: readonly ShippableLink[]
  readonly tables: LexicalTables
  /** Registrable domains whose hosts are not learned from, so that they can be measured. */
  readonly without: ReadonlySet<string>
  readonly bits: number
  readonly about: Readonly<Record<string, unknown>>
}

/**
 * Trains the model that ships. Hosts are learned from bare hosts of both kinds, because the benign
 * sets have few paths; paths from links that have one, given what their hosts say. Both kinds weigh
 * the same, so that having a path says nothing by itself.
 */
export function* trainShipped(training: ShippedTraining): Generator<number, LexicalModel> {
  const examples = [...hostExamples(training), ...pathExamples(training)]
  const steps = trainLexical({
    examples,
    tables: training.tables,
    prior: null,
    isAcross: false,
    linear: { bits: training.bits, rounds: 2 },
    trees: { minRowsPerLeaf: 200 },
    ignores: IGNORED,
    about: { ...training.about, rows: examples.length },
  })
  for (;;) {
    const step = steps.next()
    if (step.done === true) {
      return { ...step.value, linear: quantized(step.value.linear, LARGEST_WEIGHT) }
    }
    const { part, parts, done, of } = step.value
    yield (part + done / of) / parts
  }
}

function hostExamples({ links, without }: ShippedTraining): LexicalExample[] {
  const seen = new Set<string>()
  const bare = byDay(links).flatMap(({ link, label }): LexicalExample[] => {
    const host = link.host.replace(/^www\./, '')
    if (seen.has(host) || link.isIpHost || without.has(link.registrable ?? link.host)) return []
    seen.add(host)
    return [{ link: { ...link, path: '/', query: '', keys: [] }, label, learns: 'host' }]
  })
  return evenly(newest(bare, MALICIOUS_HOSTS_MAX))
}

function pathExamples({ links }: ShippedTraining): LexicalExample[] {
  const withPath = byDay(links).flatMap(({ link, label }): LexicalExample[] =>
    link.path === '/' && link.query === '' ? [] : [{ link, label, learns: 'path' }],
  )
  return evenly(newest(withPath, MALICIOUS_PATHS_MAX))
}

/** Newest first: what is not dated is benign, or of a list that is old. */
function byDay(links: readonly ShippableLink[]): ShippableLink[] {
  return links.toSorted((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0))
}

function newest(examples: readonly LexicalExample[], maliciousMax: number): LexicalExample[] {
  let malicious = 0
  return examples.filter(({ label }) => label === 0 || malicious++ < maliciousMax)
}

/** Both kinds weigh the same, and all examples together as much as they are many. */
function evenly(examples: readonly LexicalExample[]): LexicalExample[] {
  const malicious = examples.filter(({ label }) => label === 1).length
  const { length } = examples
  return examples.map((example) => ({
    ...example,
    weight: length / 2 / (example.label === 1 ? malicious : length - malicious),
  }))
}
