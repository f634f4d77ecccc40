import { parse } from 'yaml'

/** One capability of `spec/features.yaml`. */
export interface Feature {
  readonly id: string
  readonly title: string
  readonly state: 'yes' | 'partial' | 'no'
  readonly proof: readonly Proof[]
  readonly missing: string | null
}

/** The test that fails when the capability is not there: a file and a part of the title as it stands in it. */
export interface Proof {
  readonly file: string
  readonly test: string
}

/** The groups of capabilities with how many each has; together 291. */
export const GROUPS: Readonly<Record<string, readonly [name: string, count: number]>> = {
  A: ['Ingest and connectors', 16],
  B: ['Enrichment signals', 31],
  C: ['Velocity and features', 19],
  D: ['Rules', 20],
  E: ['Machine learning', 10],
  F: ['Decisions and actions', 18],
  G: ['3DS / SCA', 5],
  H: ['Review console and cases', 13],
  I: ['Graph and link analysis', 6],
  J: ['Refunds and policy abuse', 11],
  K: ['Disputes and evidence', 12],
  L: ['Scam-URL pipeline', 31],
  M: ['Clusters and attribution', 8],
  N: ['Blocklist dissemination', 9],
  O: ['External intelligence and alerts', 13],
  P: ['Leak tracing', 5],
  Q: ['Scraper and tool detection', 5],
  R: ['Device and behaviour SDK', 12],
  S: ['Privacy', 7],
  T: ['Audit and replay', 4],
  U: ['Backtesting and simulation', 7],
  V: ['Tenancy, access, observability, deployment', 11],
  W: ['What users miss on day one', 18],
}

const KEYS = ['id', 'title', 'state', 'proof', 'missing']
const TEST_CALL = /^[ \t]*(?:it|test|describe)\b/gm

/** Reads the list; what is wrong with its shape is said per entry. */
export function parseFeatures(text: string): { features: Feature[]; findings: string[] } {
  const entries: unknown = parse(text)
  if (!Array.isArray(entries)) return { features: [], findings: ['the file is not a list'] }
  const features: Feature[] = []
  const findings: string[] = []
  for (const entry of entries as unknown[]) {
    if (isFeature(entry)) features.push(entry)
    else findings.push(`not a feature with ${KEYS.join(', ')}: ${JSON.stringify(entry)}`)
  }
  return { features, findings }
}

/** Every id stands once, and every group has all of its own. */
export function checkIds(features: readonly Feature[]): string[] {
  const ids = features.map(({ id }) => id)
  const wanted = Object.entries(GROUPS).flatMap(([letter, [, count]]) =>
    Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(2, '0')}`),
  )
  return [
    ...wanted.filter((id) => !ids.includes(id)).map((id) => `${id}: is missing`),
    ...ids.filter((id) => !wanted.includes(id)).map((id) => `${id}: is not one of the list`),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id}: stands twice`),
  ]
}

/**
 * What a state claims is backed: `yes` by tests, `partial` by saying what is not there.
 * @param readFile text of a file of the project, or undefined when there is none
 */
export function checkClaims(
  { id, state, proof, missing }: Feature,
  readFile: (path: string) => string | undefined,
): string[] {
  const findings = proof.flatMap((each) => checkProof(id, each, readFile(each.file)))
  if (state === 'yes' && proof.length === 0) findings.push(`${id}: \`yes\` needs a proof`)
  if (state === 'yes' && missing) findings.push(`${id}: \`yes\` misses nothing: it is \`partial\``)
  if (state === 'partial' && !missing) findings.push(`${id}: \`partial\` says what is missing`)
  return findings
}

function checkProof(id: string, { file, test }: Proof, text: string | undefined): string[] {
  const where = `${id}: ${file}`
  if (!/\.test\.tsx?$|^integrations\/.*Test\.php$/.test(file))
    return [`${where} is not a test file`]
  if (text === undefined) return [`${where} does not exist`]
  const found = findTest(text, test)
  if (!found) return [`${where} has no test \`${test}\``]
  if (found.isSkipped) return [`${where}: \`${test}\` does not run`]
  return /\b(?:expect|assert)\w*(?:<[^>]*>)?\s*[(.]/.test(found.body)
    ? []
    : [`${where}: \`${test}\` asserts nothing`]
}

/** The test whose title is exactly this text, as the source writes it; its body ends where the next one starts. */
function findTest(text: string, title: string): { isSkipped: boolean; body: string } | undefined {
  const calls = [...text.matchAll(TEST_CALL)].map(({ index }) => index)
  const parts = calls.map((start, at) => text.slice(start, calls[at + 1]))
  const body = parts.find(
    (part) => !part.trimStart().startsWith('describe') && hasTitle(part, title),
  )
  if (body === undefined) return undefined
  const isSkipped =
    /^\s*(?:it|test)(?:\.\w+)*\.(?:skip|todo|fails)\b/.test(body) ||
    /\bdescribe\.(?:skip|todo)\(/.test(text)
  return { isSkipped, body }
}

function hasTitle(part: string, title: string): boolean {
  return ["'", '"', '`'].some((quote) => {
    const at = part.indexOf(quote + title.replaceAll(quote, `\\${quote}`) + quote)
    return at > 0 && part.slice(0, at).trimEnd().endsWith('(')
  })
}

function isFeature(entry: unknown): entry is Feature {
  if (typeof entry !== 'object' || entry === null) return false
  const { id, title, state, proof, missing } = entry as Record<string, unknown>
  return (
    Object.keys(entry).every((key) => KEYS.includes(key)) &&
    typeof id === 'string' &&
    typeof title === 'string' &&
    (state === 'yes' || state === 'partial' || state === 'no') &&
    (missing === null || typeof missing === 'string') &&
    Array.isArray(proof) &&
    proof.every(isProof)
  )
}

function isProof(entry: unknown): entry is Proof {
  if (typeof entry !== 'object' || entry === null) return false
  const { file, test } = entry as Record<string, unknown>
  return typeof file === 'string' && typeof test === 'string'
}
