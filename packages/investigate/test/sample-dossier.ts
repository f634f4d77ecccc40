import { createHash } from 'node:crypto'
import type { Dossier } from '../src/index.ts'

const MINUTE_MS = 60_000
/** 2026-11-20T06:12:00Z. */
const FIRST_MS = Date.UTC(2026, 10, 20, 6, 12)
const SECTORS = ['solar', 'energy', 'hydro', 'wind', 'carbon', 'power', 'grid', 'volt', 'helio']
const SUFFIXES = ['exchange', 'verified', 'network']

/** A case of the size of the reference: 27 sites from one template within a week. */
export function sampleDossier(): Dossier {
  const sites = SECTORS.flatMap((sector, row) =>
    SUFFIXES.map((suffix, column) => {
      const at = row * SUFFIXES.length + column
      const isBlocked = at < 23
      return {
        domain: `${sector}-${suffix}-certified.example`,
        verdict: isBlocked ? ('malicious' as const) : ('suspicious' as const),
        registeredAtMs: FIRST_MS - (43 * 1440 - at * 360) * MINUTE_MS,
        registrar: at % 3 === 0 ? 'Harbour Names Ltd' : 'Quay Registry Services',
        addresses: [`203.0.113.${at + 10}`],
        firstSeenAtMs: FIRST_MS + at * 2 * MINUTE_MS,
        blockedAtMs: isBlocked ? FIRST_MS + Math.round(17 + at * 29.6) * MINUTE_MS : null,
        findings: [
          'Card data is posted to a host of the operator.',
          `Page structure is ${90 + (at % 9)} % alike with 22 other sites.`,
          ...(at % 2 === 0 ? ['14 reports in 2.5 hours, 9.1 sigma above sites of its age.'] : []),
        ],
      }
    }),
  )
  return {
    caseId: 'GH-2026-0117',
    preparedAtMs: FIRST_MS + 900 * MINUTE_MS,
    preparedBy: { organisation: 'Example Shop GmbH', contact: 'fraud-desk@shop.example' },
    tlp: 'amber',
    campaign: {
      id: 'cmp_energy',
      title: 'Fake energy investment shops from one template',
      summary:
        'Within seven days 27 domains were registered that offer shares in solar, wind and hydro plants with guaranteed yields. All are built from one template. They were advertised in chat channels whose posting rights had been bought. Whoever pays by card sends the number to the operator; whoever pays by cryptocurrency sends it to one of three wallets that are emptied into a mixing service within minutes.',
      firstSeenAtMs: FIRST_MS,
      lastSeenAtMs: FIRST_MS + 700 * MINUTE_MS,
      confidence: 0.983,
      similarity: 0.94,
      coverage: 22 / 27,
    },
    timeline: [
      {
        atMs: FIRST_MS,
        what: 'A shopper sent the first link. By its address alone it scored 0.71.',
      },
      {
        atMs: FIRST_MS + 17 * MINUTE_MS,
        what: 'Pages and registrations tied 22 further domains to it.',
      },
      {
        atMs: FIRST_MS + 54 * MINUTE_MS,
        what: 'The checkout was walked on every site: card data goes to a host of the operator.',
      },
      {
        atMs: FIRST_MS + 150 * MINUTE_MS,
        what: 'Reports reached 14 in 2.5 hours, 9.1 sigma above legitimate sites of that age.',
      },
      { atMs: FIRST_MS + 300 * MINUTE_MS, what: 'Attributed to an operator of two earlier cases.' },
      { atMs: FIRST_MS + 668 * MINUTE_MS, what: 'The block of 23 domains was complete.' },
    ],
    sites,
    payments: [
      {
        kind: 'Card data posted to',
        value: 'collect.harbour-pay.example/v2/submit',
        seenOn: sites.map(({ domain }) => domain),
        note: 'Number, name and security code in one request; no payment provider is involved.',
      },
      {
        kind: 'Merchant id',
        value: 'acct_1NXWPnFakeEnergy9',
        seenOn: sites.slice(0, 9).map(({ domain }) => domain),
        note: 'Shown to a provider for amounts below 50 EUR.',
      },
      {
        kind: 'Wallet',
        value: 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
        seenOn: sites.slice(0, 18).map(({ domain }) => domain),
        note: 'Emptied into a mixing service within 11 minutes on average.',
      },
    ],
    operator: {
      name: 'Operator “Harbour”',
      basis: [
        'The same analytics id and the same key of a map service in the scripts of all 27 sites.',
        'The same wallet as in cases GH-2026-0042 and GH-2026-0077.',
        'Names follow one grammar: sector word, legitimacy suffix, “certified”.',
      ],
    },
    exposure: {
      estimate:
        'About 40,000 people are subscribed to the channels in which the links were posted within 90 minutes. Nobody who asked about a link before paying is known to have lost money.',
      channels: [
        {
          kind: 'Chat channel',
          name: '@green_yield_today',
          reach: 18_200,
          note: 'Posting rights bought three days before.',
        },
        {
          kind: 'Forum',
          name: 'invest-talk.example',
          reach: null,
          note: 'Four threads, one author.',
        },
      ],
    },
    forecast: ['tidal-exchange-certified.example', 'tidal-verified-certified.example'],
    evidence: sites.slice(0, 12).flatMap(({ domain, firstSeenAtMs }) =>
      ['Page as it was served', 'Recorded requests'].map((what) => ({
        name: what,
        source: `https://${domain}/checkout`,
        takenAtMs: firstSeenAtMs + MINUTE_MS,
        takenBy: 'crawler 2',
        bytes: 48_211 + domain.length * 977,
        sha256: createHash('sha256').update(`${what} ${domain}`).digest('hex'),
      })),
    ),
  }
}
