import { writeFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import type { Command, Input } from '../command.ts'

const WORDS: Readonly<Record<string, string>> = {
  'refund-ring': 'play a ring that asks for money back against the rules, in memory',
  'account-farm': 'play a farm of accounts that live off vouchers against the rules, in memory',
  'seller-takeover': 'play the takeover of sellers against the rules, in memory',
}

/** One command for each kind of abuse. */
export const drillAbuseCommands: readonly Command[] = Object.entries(WORDS).map(
  ([kind, summary]): Command => ({
    name: `drill ${kind}`,
    operands: [],
    summary,
    details: `Shop, customers and attackers are made up; the packs decide everything as they would live. Prints
what was caught when and by which rule, what passed, what customers noticed, and whether the
targets were met that were set before. docs/how-to/rehearse-an-attack.md explains the figures.`,
    options: {
      size: { value: 'N', doc: 'how many accounts the attackers have' },
      variant: { value: 'NAME', doc: 'what holds them together' },
      seed: { value: 'N', doc: 'another seed is another drill (1)' },
      'checkouts-per-day': { value: 'N', doc: 'how busy the shop is (300)' },
      json: { value: 'FILE', doc: 'write the report as JSON' },
    },
    async run(input, terminal) {
      const { ABUSE_KINDS } = await import('../drill/abuse/kinds.ts')
      const { drillAbuse } = await import('../drill/abuse/drill-abuse.ts')
      const { renderAbuseReport } = await import('../drill/abuse/render-abuse.ts')
      const { openTables } = await import('../open-tables.ts')
      const { showProgress } = await import('../progress.ts')
      const found = ABUSE_KINDS.find(({ name }) => name === kind)!
      const options = {
        seed: whole(input, 'seed', 1),
        size: whole(input, 'size', found.defaultSize),
        variant: variantOf(input, found.variants),
        checkoutsPerDay: whole(input, 'checkouts-per-day', 300),
      }
      const reference = await openTables(terminal)
      const progress = showProgress('drill', terminal)
      try {
        const report = await drillAbuse(found, options, reference, (share, events) =>
          progress.update(share, events),
        )
        terminal.print(renderAbuseReport(report, found.summary))
        const json = input.text('json')
        if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`)
        return report.targets.every(({ met }) => met) ? 0 : 1
      } finally {
        progress.stop()
        reference.close()
      }
    },
  }),
)

function variantOf(input: Input, variants: readonly string[]): string {
  const variant = input.text('variant') ?? variants[0]!
  if (variants.includes(variant)) return variant
  throw new CliError('usage', `\`--variant ${variant}\` must be one of ${variants.join(', ')}`)
}

/** @throws CliError `usage` when it is no whole number above 0 */
function whole(input: Input, option: string, otherwise: number): number {
  const text = input.text(option)
  if (text === undefined) return otherwise
  const value = Number(text)
  if (value > 0 && value <= 1e6 && Number.isInteger(value)) return value
  throw new CliError('usage', `\`--${option} ${text}\` must be a whole number above 0`)
}
