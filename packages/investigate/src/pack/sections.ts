import { DOSSIER_LIMITS, type Dossier, type DossierSite } from './dossier.ts'
import { countText, momentText, percentText, shortMoment, sinceText } from './figures.ts'
import { INK, PAGE, type Sheet, SIZE, type Style } from './page.ts'
import { drawTable } from './table.ts'
import { defangedName, visibleText } from './visible-text.ts'

const MONO: Style = { face: 'mono', size: 7.4 }
const QUIET: Style = { color: INK.muted }

/** The sections in the order in which somebody asks. What is not known is said, not left out. */
export function drawSections(sheet: Sheet, dossier: Dossier): void {
  for (const [at, { title, draw }] of SECTIONS.entries()) {
    sheet.y += 12
    sheet.need(90)
    const number = `${at + 1}`
    const heading = { face: 'strong', size: SIZE.section } as const
    sheet.put(number, PAGE.left, sheet.y, 20, { ...heading, color: INK.accent })
    sheet.put(title, PAGE.left + 20, sheet.y, 400, heading)
    sheet.y += 25
    draw(sheet, dossier)
  }
}

const SECTIONS: readonly {
  readonly title: string
  readonly draw: (sheet: Sheet, dossier: Dossier) => void
}[] = [
  { title: 'What happened', draw: drawTimeline },
  { title: 'The sites', draw: drawSites },
  { title: 'Payment trail', draw: drawPayments },
  { title: 'Operator', draw: drawOperator },
  { title: 'Exposure', draw: drawExposure },
  { title: 'What to expect next', draw: drawForecast },
  { title: 'Chain of custody', draw: drawEvidence },
]

function drawTimeline(sheet: Sheet, { timeline, campaign }: Dossier): void {
  const { similarity, coverage } = campaign
  sheet.write(
    `Seen from ${momentText(campaign.firstSeenAtMs)} to ${momentText(campaign.lastSeenAtMs)}. ${
      similarity === null || coverage === null
        ? 'No two pages were compared.'
        : `The pages that were compared are ${percentText(similarity)} alike in structure; that is ${percentText(coverage)} of the sites.`
    }`,
    QUIET,
  )
  sheet.y += 8
  const first = timeline[0]?.atMs ?? 0
  drawTable(
    sheet,
    [
      { title: 'Since the first link', share: 0.2, style: { face: 'strong' } },
      { title: 'UTC', share: 0.2, style: QUIET },
      { title: 'What', share: 0.6 },
    ],
    timeline
      .slice(0, DOSSIER_LIMITS.timeline)
      .map(({ atMs, what }) => [sinceText(atMs, first), shortMoment(atMs), visibleText(what)]),
  )
}

function drawSites(sheet: Sheet, { sites }: Dossier): void {
  sheet.write(
    'Names are written so that nobody opens them by accident: [.] stands for a dot. Times are UTC.',
    QUIET,
  )
  sheet.y += 4
  const common = commonFindings(sites)
  if (common.length > 0) {
    sheet.write('Of every one of them:')
    drawPoints(sheet, common, '')
  }
  sheet.y += 6
  if (sites.length > DOSSIER_LIMITS.sites) {
    sheet.write(
      `The table shows ${DOSSIER_LIMITS.sites} of ${countText(sites.length)}; the bundle has all.`,
      QUIET,
    )
    sheet.y += 6
  }
  drawTable(
    sheet,
    [
      { title: 'Site', share: 0.36, style: MONO },
      { title: 'Registered', share: 0.19 },
      { title: 'Blocked', share: 0.16 },
      { title: common.length > 0 ? 'And of this one' : 'What speaks against it', share: 0.29 },
    ],
    sites.slice(0, DOSSIER_LIMITS.sites).map((site) => [
      [defangedName(site.domain), ...site.addresses.map((each) => visibleText(each, 45))].join(
        '\n',
      ),
      [
        site.registeredAtMs === null ? 'not known' : shortMoment(site.registeredAtMs),
        ...(site.registrar === null ? [] : [visibleText(site.registrar, 80)]),
      ].join('\n'),
      site.blockedAtMs === null ? `no (${site.verdict})` : shortMoment(site.blockedAtMs),
      site.findings
        .filter((finding) => !common.includes(finding))
        .map((finding) => visibleText(finding, 400))
        .join('\n'),
    ]),
  )
}

/** What is said of all is said once. */
function commonFindings(sites: readonly DossierSite[]): string[] {
  const [first, ...others] = sites
  if (first === undefined || others.length === 0) return []
  return first.findings.filter((finding) =>
    others.every(({ findings }) => findings.includes(finding)),
  )
}

function drawPayments(sheet: Sheet, { payments }: Dossier): void {
  if (payments.length === 0) return sheet.write('No way of payment was seen.', QUIET)
  sheet.write('Where money and card data go. Values are shown as they were seen.', QUIET)
  sheet.y += 8
  drawTable(
    sheet,
    [
      { title: 'Kind', share: 0.2, style: { face: 'strong' } },
      { title: 'Value', share: 0.34, style: MONO },
      { title: 'Seen on', share: 0.13 },
      { title: 'Remark', share: 0.33 },
    ],
    payments.map(({ kind, value, seenOn, note }) => [
      visibleText(kind, 80),
      visibleText(value, 400),
      seenOn.length === 1 ? '1 site' : `${countText(seenOn.length)} sites`,
      visibleText(note, 400),
    ]),
  )
}

function drawOperator(sheet: Sheet, { operator }: Dossier): void {
  sheet.write(
    operator.name === null
      ? 'Nobody is named. What the sites share with each other and with earlier cases:'
      : `Attributed to ${visibleText(operator.name, 200)}, because of what the sites share with each other and with earlier cases:`,
  )
  sheet.y += 4
  drawPoints(sheet, operator.basis, 'Nothing was found that they share.')
}

function drawExposure(sheet: Sheet, { exposure }: Dossier): void {
  sheet.write(visibleText(exposure.estimate))
  sheet.y += 8
  if (exposure.channels.length === 0) return sheet.write('No channel was seen.', QUIET)
  drawTable(
    sheet,
    [
      { title: 'Channel', share: 0.2, style: { face: 'strong' } },
      { title: 'Name', share: 0.28, style: MONO },
      { title: 'Reach', share: 0.14 },
      { title: 'Remark', share: 0.38 },
    ],
    exposure.channels.map(({ kind, name, reach, note }) => [
      visibleText(kind, 80),
      visibleText(name, 200),
      reach === null ? 'not known' : countText(reach),
      visibleText(note, 400),
    ]),
  )
}

function drawForecast(sheet: Sheet, { forecast }: Dossier): void {
  sheet.write(
    'Names that fit the way in which the operator has named sites so far. They are a guess to watch for, and no evidence.',
    QUIET,
  )
  sheet.y += 4
  drawPoints(sheet, forecast.map(defangedName), 'No names are expected.', MONO)
}

function drawEvidence(sheet: Sheet, { evidence }: Dossier): void {
  sheet.write(
    'Each item is kept byte for byte under its SHA-256. Whoever holds the bytes can compute it again.',
    QUIET,
  )
  sheet.y += 8
  if (evidence.length === 0) return sheet.write('Nothing was kept.', QUIET)
  drawTable(
    sheet,
    [
      { title: 'Item', share: 0.42 },
      { title: 'Taken (UTC)', share: 0.18 },
      { title: 'Bytes', share: 0.09 },
      { title: 'SHA-256', share: 0.31, style: MONO },
    ],
    evidence
      .slice(0, DOSSIER_LIMITS.evidence)
      .map(({ name, source, takenAtMs, takenBy, bytes, sha256 }) => [
        `${visibleText(name, 200)}\n${visibleText(source, 200).replaceAll('.', '[.]')}`,
        `${shortMoment(takenAtMs)}\n${visibleText(takenBy, 80)}`,
        countText(bytes),
        `${sha256.slice(0, 32)}\n${sha256.slice(32, 64)}`,
      ]),
  )
}

function drawPoints(
  sheet: Sheet,
  points: readonly string[],
  otherwise: string,
  style: Style = {},
): void {
  if (points.length === 0) return sheet.write(otherwise, QUIET)
  const indent = 12
  for (const point of points) {
    const text = visibleText(point, 600)
    const height = sheet.height(text, 440, style)
    sheet.need(height + 3)
    sheet.put('–', PAGE.left, sheet.y, indent, { ...style, color: INK.accent })
    sheet.put(text, PAGE.left + indent, sheet.y, 440, style)
    sheet.y += height + 3
  }
}
