import { readFileSync } from 'node:fs'
import { listDraftSchema, rulesetSchema, type ListDraft, type Ruleset } from '@gatehouse/contract'
import { parse } from 'yaml'
import { createValidators } from './http/validator.ts'

/** What a new shop starts with. It becomes rows, and rows are the truth from then on. */
export interface Starters {
  readonly lists: readonly ListDraft[]
  readonly rulesets: readonly Ruleset[]
}

const LISTS = new URL('../../../packs/lists.yaml', import.meta.url)
/** One for each checkpoint that a pack decides at; the first is that of orders. */
const RULESETS = ['starter', 'card-testing', 'accounts', 'sellers', 'returns'].map(
  (pack) => new URL(`../../../packs/${pack}.yaml`, import.meta.url),
)

/** @throws Error when a shipped pack does not fit its schema: a fault of the release */
export function readStarters(): Starters {
  const validatorOf = createValidators()
  const checked = (file: URL, schema: object, document: unknown): unknown => {
    const [issue] = validatorOf(schema)(document)
    if (issue === undefined) return document
    throw new Error(`${file.pathname} does not fit: ${issue.pointer} ${issue.message}`)
  }
  const lists = parse(readFileSync(LISTS, 'utf8')) as readonly unknown[]
  return {
    lists: lists.map((list) => checked(LISTS, listDraftSchema, list) as ListDraft),
    rulesets: RULESETS.map(
      (file) => checked(file, rulesetSchema, parse(readFileSync(file, 'utf8'))) as Ruleset,
    ),
  }
}
