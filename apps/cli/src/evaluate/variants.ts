import { fileURLToPath } from 'node:url'
import type { Ruleset } from '@gatehouse/contract'
import { compileRuleset } from '@gatehouse/gate'
import { CliError } from '../cli-error.ts'
import { explain } from '../rulesets/explain-issue.ts'
import { packPath } from '../rulesets/packs.ts'
import { readRuleset } from '../rulesets/read-ruleset.ts'
import type { ShopCatalogue } from '../rulesets/shop-catalogue.ts'
import { mergePacks } from './merge-packs.ts'
import { withoutWindows } from './without-windows.ts'

/**
 * The packs that are measured, unless others are named: those for orders of consumers who pay by
 * card, which the data sets hold. The first gives base, thresholds and policy.
 */
export const MEASURED_PACKS: readonly string[] = ['starter', 'twenty-checks', 'flow', 'b2c']

const STATIC_RULES = new URL('../../../../bench/rulesets/static-rules.yaml', import.meta.url)

export const VARIANTS = ['static-rules', 'packs-without-windows', 'packs'] as const
export type VariantName = (typeof VARIANTS)[number]

/** One row of the comparison. */
export interface Variant {
  readonly name: VariantName
  readonly ruleset: Ruleset
}

/**
 * The rulesets that are compared: a shop's usual static rules, the packs without what is counted
 * over time, and the packs whole.
 * @throws CliError `file` when there is no such pack, `invalid` when it is not for orders
 */
export function makeVariants(
  packs: readonly string[],
  { declarations }: ShopCatalogue,
): readonly Variant[] {
  const documents = packs.map((name) => {
    const { file, document } = readRuleset(packPath(`${name}.yaml`))
    if (!document.checkpoints.includes('order')) {
      throw new CliError('invalid', `the pack \`${name}\` does not decide about orders`)
    }
    const compiled = compileRuleset(document, 1, declarations)
    if (compiled.ok) return document
    throw new CliError('invalid', compiled.issues.map((issue) => explain(file, issue)).join('\n\n'))
  })
  const [first, ...others] = documents
  if (first === undefined) throw new Error('no pack to measure')
  const whole = mergePacks('packs', [first, ...others])
  return [
    { name: 'static-rules', ruleset: readRuleset(fileURLToPath(STATIC_RULES)).document },
    { name: 'packs-without-windows', ruleset: withoutWindows(whole, declarations) },
    { name: 'packs', ruleset: whole },
  ]
}
