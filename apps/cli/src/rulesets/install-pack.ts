import {
  DEFAULT_SEGMENT,
  type Ruleset,
  type RulesetDocument,
  type RulesetState,
} from '@gatehouse/contract'
import { askServer, ServerRefusal } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Terminal } from '../command.ts'
import { packFile, packText } from './packs.ts'
import { readLists, readRuleset } from './read-ruleset.ts'
import { everyPage } from './server-pages.ts'

export interface PackRequest {
  readonly pack: string
  readonly shop: string | undefined
  /** Whose events it is to decide, a segment of the shop; `undefined`: those of `default`. */
  readonly segment: string | undefined
  /** The ruleset whose draft it becomes; `undefined`: the one that decides at its checkpoints. */
  readonly as: string | undefined
  /** A draft that is there may be lost. */
  readonly mayOverwrite: boolean
}

export interface InstalledPack {
  readonly name: string
  readonly version: number
  /** The live version that it would replace; `null`: nothing decides there. */
  readonly replaces: number | null
  readonly listsMade: readonly string[]
  /** Checkpoints of the live version that the pack does not decide at. */
  readonly leaves: readonly string[]
}

/**
 * Makes a pack a draft of a ruleset of the shop, with the lists that it needs. Done twice, the second
 * time finds its draft.
 * @throws CliError `invalid` where another draft is there, or two rulesets share its checkpoints
 */
export async function installPack(
  { pack, shop, segment = DEFAULT_SEGMENT, as, mayOverwrite }: PackRequest,
  terminal: Terminal,
): Promise<InstalledPack> {
  const { document } = readRuleset(packFile(pack))
  const states = await everyPage<RulesetState>('/v1/rulesets', shop, terminal)
  const live = await published(states, shop, terminal)
  const name = as ?? deciding(document.checkpoints, segment, live) ?? ownName(pack, segment, live)
  const of = segment === DEFAULT_SEGMENT ? '' : `\nsegment: ${segment}`
  const yaml = packText(pack).replace(/^name: .*$/m, `name: ${name}${of}`)
  const state = states.find((known) => known.name === name)
  const listsMade = await makeLists(listsOf(yaml), shop, terminal)
  const replaces = state?.published ?? null
  const now = live.find((ruleset) => ruleset.name === name)?.checkpoints ?? []
  const leaves = now.filter((checkpoint) => !document.checkpoints.includes(checkpoint))
  const draft = state?.draft ?? null
  if (draft !== null) {
    const { yaml: written } = await versionOf(name, draft, shop, terminal)
    if (written === yaml) return { name, version: draft, replaces, listsMade, leaves }
    if (!mayOverwrite) {
      throw new CliError(
        'invalid',
        `there is a draft \`${name}@${draft}\` already: publish it first, or write over it with \`--overwrite\``,
      )
    }
  }
  const body = { yaml, note: `the pack ${pack}` }
  const path = `/v1/rulesets/${name}/draft`
  const kept = (await askServer({ method: 'PUT', path, body, shop }, terminal)) as RulesetState
  return { name, version: kept.draft!, replaces, listsMade, leaves }
}

/** The rulesets that decide now. */
async function published(
  states: readonly RulesetState[],
  shop: string | undefined,
  terminal: Terminal,
): Promise<Ruleset[]> {
  const live: Ruleset[] = []
  for (const { name, published: version } of states) {
    if (version !== null) live.push((await versionOf(name, version, shop, terminal)).ruleset)
  }
  return live
}

/** The one that decides for the segment at one of the checkpoints. */
function deciding(
  checkpoints: readonly string[],
  segment: string,
  live: readonly Ruleset[],
): string | undefined {
  const names = live
    .filter((ruleset) => segmentOf(ruleset) === segment)
    .filter((ruleset) => ruleset.checkpoints.some((each) => checkpoints.includes(each)))
    .map(({ name }) => name)
  if (names.length > 1) {
    const shown = names.map((name) => `\`${name}\``).join(' and ')
    throw new CliError(
      'invalid',
      `${shown} decide at its checkpoints (${checkpoints.join(', ')}): say with \`--as\` whose draft it is to be, and publish the other without them first`,
    )
  }
  return names[0]
}

/** One pack may decide for several segments: each is a ruleset of its own. */
function ownName(pack: string, segment: string, live: readonly Ruleset[]): string {
  const namesake = live.find(({ name }) => name === pack)
  return namesake === undefined || segmentOf(namesake) === segment ? pack : `${pack}-${segment}`
}

function segmentOf({ segment = DEFAULT_SEGMENT }: Ruleset): string {
  return segment
}

async function versionOf(
  name: string,
  version: number,
  shop: string | undefined,
  terminal: Terminal,
): Promise<RulesetDocument> {
  const path = `/v1/rulesets/${name}/versions/${version}`
  return (await askServer({ method: 'GET', path, shop }, terminal)) as RulesetDocument
}

/** Every list that the rules of a ruleset ask, as `list.NAME` or `lists.NAME`. */
function listsOf(yaml: string): string[] {
  return [...new Set([...yaml.matchAll(/\blists?\.([a-z][a-z0-9_]*)/g)].map(([, name]) => name!))]
}

/** Makes those that the shop lacks. */
async function makeLists(
  names: readonly string[],
  shop: string | undefined,
  terminal: Terminal,
): Promise<string[]> {
  const known = new Set(
    (await everyPage<{ name: string }>('/v1/lists', shop, terminal)).map(({ name }) => name),
  )
  const made: string[] = []
  for (const draft of readLists()) {
    if (!names.includes(draft.name) || known.has(draft.name)) continue
    await askServer({ method: 'POST', path: '/v1/lists', body: draft, shop }, terminal).catch(
      unlessThere,
    )
    made.push(draft.name)
  }
  return made
}

/** Somebody else may have made it meanwhile. */
function unlessThere(error: unknown): void {
  if (!(error instanceof ServerRefusal) || error.problem !== 'already_exists') throw error
}
