import {
  type BlocklistEntry,
  observableOf,
  patternOf,
  stixMaker,
  type StixObject,
  stixTime,
} from '@gatehouse/sites'
import { nodeDigests } from '../feed/digests.ts'
import { DOSSIER_LIMITS, type Dossier, type DossierSite } from './dossier.ts'
import { visibleText } from './visible-text.ts'

const SITES_MAX = 10_000
const AUTHOR_SINCE_MS = Date.UTC(2026, 0, 1)

/** The case as a STIX 2.1 bundle: the campaign, its sites, what indicates them, and a report of it. */
export function dossierStix(dossier: Dossier): string {
  const { campaign, preparedAtMs, tlp } = dossier
  const author = {
    name: visibleText(dossier.preparedBy.organisation, 200),
    sinceMs: AUTHOR_SINCE_MS,
  }
  const maker = stixMaker(author, tlp, nodeDigests)
  const told = maker.make('campaign', campaign.id, campaign.firstSeenAtMs, {
    name: visibleText(campaign.title, 200),
    description: visibleText(campaign.summary),
    first_seen: stixTime(campaign.firstSeenAtMs),
    last_seen: stixTime(campaign.lastSeenAtMs),
  })
  const objects: StixObject[] = [told]
  for (const site of dossier.sites.slice(0, SITES_MAX)) {
    const name: Pick<BlocklistEntry, 'kind' | 'key'> = { kind: 'domain', key: site.domain }
    const indicator = maker.make('indicator', `case\n${site.domain}`, site.firstSeenAtMs, {
      name: site.domain,
      description: site.findings.map((finding) => visibleText(finding, 400)).join(' '),
      indicator_types: [kindOf(site)],
      pattern: patternOf(name),
      pattern_type: 'stix',
      pattern_version: '2.1',
      valid_from: stixTime(site.firstSeenAtMs),
    })
    const seen = observableOf(name, maker)
    objects.push(
      seen,
      indicator,
      maker.relation(indicator, 'indicates', told, site.firstSeenAtMs),
      maker.relation(indicator, 'based-on', seen, site.firstSeenAtMs),
    )
  }
  const report = maker.make('report', dossier.caseId, preparedAtMs, {
    name: `Case ${visibleText(dossier.caseId, 80)}: ${visibleText(campaign.title, 160)}`,
    report_types: ['campaign'],
    published: stixTime(preparedAtMs),
    object_refs: objects.map(({ id }) => id),
    external_references: dossier.evidence.slice(0, DOSSIER_LIMITS.evidence).map((item) => ({
      source_name: 'evidence',
      description: visibleText(item.name, 200),
      hashes: { 'SHA-256': item.sha256 },
    })),
  })
  const withReport = dossier.evidence.length > 0 ? report : without(report, 'external_references')
  return `${JSON.stringify(maker.bundle([...objects, withReport]))}\n`
}

function kindOf({ verdict }: DossierSite): string {
  return verdict === 'malicious' ? 'malicious-activity' : 'anomalous-activity'
}

/** A list of STIX is never empty. */
function without(object: StixObject, property: string): StixObject {
  return Object.fromEntries(
    Object.entries(object).filter(([name]) => name !== property),
  ) as unknown as StixObject
}
