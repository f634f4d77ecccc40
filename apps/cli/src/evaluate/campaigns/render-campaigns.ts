import { number, percentage, right, textTable, type Cell } from '../../text-table.ts'
import type { Measured } from './cluster-sites.ts'
import type { CampaignEvaluation } from './evaluate-campaigns.ts'

/** The evaluation as a person reads it. */
export function renderCampaigns(evaluation: CampaignEvaluation): string {
  const { registration, maltrail, drainers, shops } = evaluation
  const rows: Cell[][] = [HEAD.map((cell, at) => (at < 2 ? cell : right(cell)))]
  const add = (set: string, way: string, measured: Measured) => rows.push(row(set, way, measured))
  if (registration) {
    add('registration', 'shipped', registration.shipped)
    add('', 'chosen', registration.chosen)
    add('', 'any shared address', registration.shared_ip)
    add('', 'any shared address, no CDN', registration.shared_ip_without_cdn)
  }
  for (const [set, part] of [
    ['maltrail by actor', maltrail?.by_actor],
    ['maltrail by report', maltrail?.by_report],
    ['drainers, half the wallets', drainers?.half_the_wallets],
    ['drainers, names only', drainers?.names_only],
  ] as const) {
    if (!part) continue
    add(set, 'shipped', part.shipped)
    add('', 'chosen', part.chosen)
  }
  return [textTable(rows), ...notes(evaluation, shops)].join('\n\n')
}

const HEAD = [
  'set',
  'way',
  'joined from',
  'domains',
  'labelled pairs',
  'in a campaign',
  'joined pairs',
  'precision',
  'recall',
]

function row(set: string, way: string, measured: Measured): Cell[] {
  const { join_log_odds: join, precision, recall } = measured
  return [
    set,
    way,
    right(join === null ? '' : number(join, 1)),
    right(number(measured.domains)),
    right(number(measured.labelled_pairs)),
    right(number(measured.in_a_cluster)),
    right(number(measured.joined_pairs)),
    right(precision === null ? 'none' : percentage(precision)),
    right(recall === null ? 'none' : percentage(recall, 2)),
  ]
}

function notes(
  { registration, drainers }: CampaignEvaluation,
  shops: CampaignEvaluation['shops'],
): string[] {
  const parts: string[] = []
  if (registration) {
    const {
      pairs,
      same_registrar_within_2_minutes: bought,
      same_own_address: hosted,
      neither,
    } = registration.against_label
    const { domains, in_a_campaign: joined } = registration.digests
    const { labelled, of_one_label: pure } = registration.campaigns
    parts.push(
      `registration: ${number(pure)} of ${number(labelled)} campaigns have one label; ${number(pairs)} joined pairs were named in different posts; ${number(bought)} of them were registered at one registrar within two minutes, ${number(hosted)} have an address in common, ${number(neither)} neither. Digests: ${number(joined)} of ${number(domains)} domains are in a campaign.`,
    )
  }
  if (registration) {
    const {
      joined,
      by_chance_in_one_week: chance,
      precision_at_least: least,
    } = registration.agreement
    const {
      campaigns,
      hidden,
      recall_at: recall,
      campaigns_with_a_hit: hit,
    } = registration.forecast
    const at = Object.entries(recall).map(([k, share]) => `${percentage(share)} at ${k}`)
    parts.push(
      `registration: of ${number(joined.pairs)} pairs of all domains that hosting and registration join, ${percentage(joined.same_post)} were named in the same posts and ${percentage(joined.alike_names)} have names that are alike, ${percentage(joined.either)} either; of pairs registered in one week ${percentage(chance.either)}. So at least ${percentage(least)} are right.`,
      `registration: forecast of ${number(hidden)} later names of ${number(campaigns)} campaigns: ${at.join(', ')}; ${number(hit)} campaigns with a hit.`,
    )
  }
  if (drainers?.giant) {
    const { domains, joined_pairs: joined, recall } = drainers.giant
    parts.push(
      `drainers: the giant component (${number(domains)} domains of one drainer service) is not in the figures; ${number(joined)} of its pairs were joined (${percentage(recall ?? 0, 2)}).`,
    )
  }
  if (shops) {
    parts.push(
      `shops: ${number(shops.cleared_in_a_campaign)} of ${number(shops.cleared)} good shops that show a phrase of a template are in a campaign, ${number(shops.confirmed_in_a_campaign)} of ${number(shops.confirmed)} bad ones.`,
    )
  }
  return parts
}
