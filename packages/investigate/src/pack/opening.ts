import type { Dossier } from './dossier.ts'
import { dayText, durationText, percentText } from './figures.ts'
import { INK, PAGE, type Sheet, SIZE, TEXT_WIDTH } from './page.ts'
import { visibleText } from './visible-text.ts'

const TLP_COLORS = { clear: '#5d6b79', green: '#2c6e3f', amber: '#9a6a00', red: '#9c2a1f' } as const

/** The top of the first page: title, how far it may go, and the case in four figures. */
export function drawOpening(sheet: Sheet, dossier: Dossier): void {
  const label = { face: 'strong', size: SIZE.small, color: INK.accent, spacing: 1.2 } as const
  sheet.put('INTELLIGENCE PACKAGE', PAGE.left, sheet.y, TEXT_WIDTH, label)
  drawTlp(sheet, dossier)
  sheet.y += 24
  sheet.write(visibleText(dossier.campaign.title, 160), { face: 'strong', size: SIZE.title })
  sheet.y += 3
  const { organisation, contact } = dossier.preparedBy
  sheet.write(
    `Case ${visibleText(dossier.caseId, 60)}  ·  ${visibleText(organisation, 120)}  ·  ${visibleText(contact, 120)}  ·  ${dayText(dossier.preparedAtMs)}`,
    { size: SIZE.small, color: INK.muted },
  )
  sheet.y += 16
  drawFigures(sheet, dossier)
  sheet.write(visibleText(dossier.campaign.summary))
  sheet.y += 4
}

function drawTlp(sheet: Sheet, { tlp }: Dossier): void {
  const text = `TLP:${tlp.toUpperCase()}`
  const style = { face: 'strong', size: SIZE.small, color: '#ffffff', spacing: 0.6 } as const
  const width = sheet.width(text, style) + 16
  const x = PAGE.width - PAGE.right - width
  sheet.pdf.roundedRect(x, sheet.y - 4, width, 19, 3).fill(TLP_COLORS[tlp])
  sheet.put(text, x + 8, sheet.y - 0.6, width, style)
}

function drawFigures(sheet: Sheet, { sites, campaign, timeline }: Dossier): void {
  const blocked = sites.flatMap(({ blockedAtMs }) => blockedAtMs ?? [])
  const first = timeline[0]?.atMs ?? campaign.firstSeenAtMs
  const figures: readonly (readonly [string, string])[] = [
    [String(sites.length), sites.length === 1 ? 'site found' : 'sites found'],
    [String(blocked.length), blocked.length === 1 ? 'site blocked' : 'sites blocked'],
    [
      blocked.length === 0 ? '–' : durationText(Math.max(...blocked) - first),
      'from first link to last block',
    ],
    [percentText(campaign.confidence), 'confidence in the verdict'],
  ]
  const height = 56
  const width = TEXT_WIDTH / figures.length
  sheet.pdf.roundedRect(PAGE.left, sheet.y, TEXT_WIDTH, height, 4).fill(INK.soft)
  for (const [at, [figure, what]] of figures.entries()) {
    const x = PAGE.left + at * width + 14
    sheet.put(figure, x, sheet.y + 9, width - 18, { face: 'strong', size: 17, color: INK.accent })
    sheet.put(what, x, sheet.y + 35, width - 18, { size: SIZE.tiny, color: INK.muted })
  }
  sheet.y += height + 16
}
