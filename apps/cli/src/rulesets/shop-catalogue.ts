import type { ListDraft, SignalDeclaration } from '@gatehouse/contract'
import { LIST_KINDS, type ListKind } from '@gatehouse/contract'
import { vectorDeclarations } from '@gatehouse/pipeline'
import {
  compileSignalPlan,
  customSignals,
  defaultWindows,
  SIGNALS,
  type CustomDeclaration,
  type SignalPlan,
} from '@gatehouse/signals'
import { CliError } from '../cli-error.ts'
import type { Input } from '../command.ts'
import { suggestion } from '../nearest.ts'
import { readLists } from './read-ruleset.ts'

/** What the rules of a shop may name: signals, windows, its own inputs, its lists. */
export interface ShopCatalogue {
  readonly plan: SignalPlan
  readonly lists: readonly ListDraft[]
  readonly declarations: readonly SignalDeclaration[]
}

export function shopCatalogue(
  customInputs: readonly CustomDeclaration[],
  lists: readonly ListDraft[],
): ShopCatalogue {
  const plan = compileSignalPlan([...SIGNALS, ...customSignals(customInputs)])
  return { plan, lists, declarations: vectorDeclarations(plan, defaultWindows, lists) }
}

/** The catalogue of a shop as `catalogueOptions` describe it. */
export function catalogueOf(input: Input): ShopCatalogue {
  const lists = input.texts('list').map((text): ListDraft => {
    const [name, kind] = pair('list', text)
    return { name, kind: oneOf(LIST_KINDS, kind, `--list ${text}`) as ListKind }
  })
  const customInputs = input.texts('input').map((text): CustomDeclaration => {
    const [name, type] = pair('input', text)
    const known = oneOf(INPUT_TYPES, type, `--input ${text}`)
    return { name, type: known as CustomDeclaration['type'], doc: 'Given on the command line.' }
  })
  const named = new Set(lists.map(({ name }) => name))
  const shipped = readLists().filter(({ name }) => !named.has(name))
  return shopCatalogue(customInputs, [...shipped, ...lists])
}

const INPUT_TYPES = ['bool', 'int', 'double', 'string'] as const

function pair(option: string, text: string): [string, string] {
  const match = /^([a-z][a-z0-9_]{0,63}):([a-z_]+)$/.exec(text)
  if (match === null) {
    throw new CliError('usage', `\`--${option} ${text}\` must be a name, a colon and a word`)
  }
  return [match[1]!, match[2]!]
}

function oneOf(words: readonly string[], word: string, what: string): string {
  if (words.includes(word)) return word
  throw new CliError('usage', `\`${what}\`: there is no \`${word}\`${suggestion(word, words)}`)
}
