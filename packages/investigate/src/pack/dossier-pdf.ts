import type { Dossier } from './dossier.ts'
import { drawOpening } from './opening.ts'
import { INK, openSheet, PAGE, type Sheet, SIZE, TEXT_WIDTH } from './page.ts'
import { drawSections } from './sections.ts'
import { visibleText } from './visible-text.ts'

/**
 * The case as a document for people: what happened, the sites with evidence and times, where the
 * money goes, who, whom it reached, and by which hashes all of it can be checked.
 * The same dossier makes the same bytes.
 */
export async function dossierPdf(dossier: Dossier): Promise<Uint8Array> {
  const sheet = await openSheet({
    title: `Intelligence package ${visibleText(dossier.caseId, 80)}`,
    author: visibleText(dossier.preparedBy.organisation, 200),
    madeAtMs: dossier.preparedAtMs,
  })
  const chunks: Uint8Array[] = []
  sheet.pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  const done = new Promise<void>((resolve, reject) => {
    sheet.pdf.on('end', resolve)
    sheet.pdf.on('error', reject)
  })
  drawOpening(sheet, dossier)
  drawSections(sheet, dossier)
  drawMargins(sheet, dossier)
  sheet.pdf.end()
  await done
  return Buffer.concat(chunks)
}

/** What stands on every page: whose it is, how far it may go, which page of how many. */
function drawMargins(sheet: Sheet, dossier: Dossier): void {
  const { start, count } = sheet.pdf.bufferedPageRange()
  const style = { size: SIZE.tiny, color: INK.muted }
  for (let at = start; at < start + count; at++) {
    sheet.pdf.switchToPage(at)
    const y = PAGE.height - PAGE.bottom + 20
    sheet.rule(y)
    const left = `${visibleText(dossier.preparedBy.organisation, 80)}  ·  Case ${visibleText(dossier.caseId, 60)}  ·  TLP:${dossier.tlp.toUpperCase()}`
    sheet.put(left, PAGE.left, y + 7, TEXT_WIDTH - 80, style)
    const right = `${at - start + 1} / ${count}`
    const width = sheet.width(right, style)
    sheet.put(right, PAGE.width - PAGE.right - width, y + 7, width + 2, style)
  }
}
