import { writeFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import type { Command, Input } from '../command.ts'

export const drillEnergyCommand: Command = {
  name: 'drill energy',
  operands: [],
  summary: 'play a campaign of 27 scam sites against the whole system, on this machine',
  details: `Builds 27 sites of one operator among honest ones, with names, registry and checkouts of their own, all on
loopback; starts a server with a database of its own; people report one of the sites and one link is
handed in. Prints what was found and blocked, when, and whether an honest site was. Nothing leaves the
machine. docs/how-to/rehearse-a-campaign.md explains the figures.`,
  options: {
    variant: { value: 'NAME', doc: 'plain, aged (90 days, ordinary endings) or cloaked (plain)' },
    decoys: { value: 'N', doc: 'honest sites (500)' },
    deadline: { value: 'SECONDS', doc: 'how long it may take (120)' },
    seed: { value: 'N', doc: 'another seed is another drill (1)' },
    json: { value: 'FILE', doc: 'write the report as JSON' },
  },
  async run(input, terminal) {
    const { drillEnergy } = await import('../drill/energy/drill-energy.ts')
    const { ENERGY_VARIANTS } = await import('../drill/energy/world.ts')
    const { renderEnergy } = await import('../drill/energy/render-energy.ts')
    const { showProgress } = await import('../progress.ts')
    const named = input.text('variant') ?? 'plain'
    const variant = ENERGY_VARIANTS.find((each) => each === named)
    if (variant === undefined) {
      const known = ENERGY_VARIANTS.join(', ')
      throw new CliError('usage', `\`--variant ${named}\` must be one of ${known}`)
    }
    const options = {
      variant,
      decoys: whole(input, 'decoys', 500, 0),
      deadlineS: whole(input, 'deadline', 120, 1),
      seed: whole(input, 'seed', 1, 1),
    }
    const progress = showProgress('drill', terminal, 'sites')
    try {
      const report = await drillEnergy(
        options,
        () => {},
        (share, sites) => progress.update(share, sites),
      )
      progress.stop()
      terminal.print(renderEnergy(report))
      const json = input.text('json')
      if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`)
      const isMet =
        report.blocked === report.sites && report.decoys_blocked === 0 && report.sent === 0
      return isMet ? 0 : 1
    } finally {
      progress.stop()
    }
  },
}

/** @throws CliError `usage` */
function whole(input: Input, option: string, otherwise: number, least: number): number {
  const text = input.text(option)
  if (text === undefined) return otherwise
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= 10_000) return value
  throw new CliError(
    'usage',
    `\`--${option} ${text}\` must be a whole number from ${least} to 10000`,
  )
}
