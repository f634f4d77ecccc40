import { readCondition } from './condition.ts'
import type { KitSample } from './kit-sample.ts'
import { KitRuleError, readSelection, type PatternReader, type Selection } from './selection.ts'

/** A rule that somebody wrote for one kit. */
export interface KitRule {
  /** Of the file, as the operator knows it: letters, digits, `.`, `-`, `_`. */
  readonly id: string
  readonly title: string
  readonly tags: readonly string[]
  matches(sample: KitSample): boolean
}

export type KitRuleResult =
  | { readonly ok: true; readonly rule: KitRule }
  | { readonly ok: false; readonly message: string }

const SELECTIONS_MAX = 50
const TEXT_MAX = 200

/**
 * Compiles a rule of the IOK format (Sigma with fields of a page), as it comes out of YAML. Known:
 * maps, lists, lists of maps, the modifiers `contains`, `startswith`, `endswith`, `re`, `all`, and
 * conditions with `and`, `or`, `not`, brackets and `of`. Anything else is refused, never skipped: a
 * rule that is half understood matches what it should not.
 *
 * @param readPattern compiles what `re` asks for; it must take linear time
 */
export function compileKitRule(
  id: string,
  value: unknown,
  readPattern: PatternReader,
): KitRuleResult {
  try {
    return { ok: true, rule: ruleOf(id, value, readPattern) }
  } catch (error) {
    if (error instanceof KitRuleError) return { ok: false, message: error.message }
    throw error
  }
}

function ruleOf(id: string, value: unknown, readPattern: PatternReader): KitRule {
  if (!/^[\w.-]{1,100}$/.test(id))
    throw new KitRuleError('an id has letters, digits, `.`, `-` and `_`, at most 100')
  const rule = mapOf(value, 'a rule is a map')
  const { condition: text, ...parts } = mapOf(rule['detection'], 'a rule has a map `detection`')
  if (typeof text !== 'string') throw new KitRuleError('`detection` has a text `condition`')
  const names = Object.keys(parts)
  if (names.length === 0 || names.length > SELECTIONS_MAX) {
    throw new KitRuleError(`a rule has 1 to ${SELECTIONS_MAX} selections`)
  }
  const selections = new Map<string, Selection>()
  for (const name of names) selections.set(name, readSelection(parts[name], readPattern))
  const read = readCondition(text, names)
  if (!read.ok) throw new KitRuleError(read.message)
  const tags = Array.isArray(rule['tags']) ? rule['tags'] : []
  return {
    id,
    title: (typeof rule['title'] === 'string' ? rule['title'] : id).slice(0, TEXT_MAX),
    tags: tags
      .filter((tag) => typeof tag === 'string')
      .map((tag: string) => tag.slice(0, TEXT_MAX)),
    matches: (sample) => read.condition((name) => selections.get(name)!(sample)),
  }
}

function mapOf(value: unknown, message: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new KitRuleError(message)
  return value as Readonly<Record<string, unknown>>
}
