import { writeFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import type { Command } from '../command.ts'

export const evaluateCampaignsCommand: Command = {
  name: 'evaluate campaigns',
  operands: [],
  summary: 'measure how well sites are put together to campaigns',
  details: `Puts the domains of each file into a campaign graph and compares the pairs that it joins with
the pairs that a label joins. Half of the labels (by hash) choose the threshold, the other half is
measured; the threshold that ships is measured beside it. docs/reference/links.md has the sets, what
their labels are worth, and the figures.`,
  options: {
    registration: {
      value: 'FILE',
      doc: 'JSON Lines: domain, created, registrar, ns, ips, asn, post_cluster',
    },
    drainers: { value: 'FILE', doc: 'CSV: cluster, first_listed, domain, addresses' },
    maltrail: { value: 'FILE', doc: 'CSV: family, reference, indicator' },
    shops: { value: 'FILE', doc: 'CSV: template_phrase, domain, status' },
    json: { value: 'FILE', doc: 'write the figures as JSON' },
  },
  async run(input, terminal) {
    const files = {
      registration: input.text('registration'),
      drainers: input.text('drainers'),
      maltrail: input.text('maltrail'),
      shops: input.text('shops'),
    }
    if (Object.values(files).every((file) => file === undefined)) {
      throw new CliError('usage', 'no file: see `gatehouse evaluate campaigns --help`')
    }
    const { evaluateCampaigns } = await import('../evaluate/campaigns/evaluate-campaigns.ts')
    const { renderCampaigns } = await import('../evaluate/campaigns/render-campaigns.ts')
    const evaluation = await evaluateCampaigns(files)
    terminal.print(renderCampaigns(evaluation))
    const json = input.text('json')
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(evaluation, null, 2)}\n`)
    return 0
  },
}
