import { fileURLToPath } from 'node:url'

/** Points. A4 with room for a punch at the left. */
export const PAGE = { width: 595.28, height: 841.89, left: 62, right: 54, top: 66, bottom: 64 }
export const TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right
const FLOOR = PAGE.height - PAGE.bottom

export const INK = {
  text: '#1c2733',
  muted: '#5d6b79',
  rule: '#d5dbe2',
  soft: '#f3f5f8',
  accent: '#1d4f78',
  alarm: '#9c2a1f',
} as const

const FONTS = {
  body: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  strong: '@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf',
  mono: '@expo-google-fonts/noto-sans-mono/400Regular/NotoSansMono_400Regular.ttf',
} as const
export type Face = keyof typeof FONTS

export const SIZE = {
  title: 20,
  section: 13.5,
  body: 9.6,
  small: 8.2,
  table: 8.2,
  tiny: 7.2,
} as const
const LEADING = 2.6

export interface Style {
  readonly face?: Face
  readonly size?: number
  readonly color?: string
  /** Between letters, points. */
  readonly spacing?: number
}

/** A document that is written from top to bottom; whoever writes asks for the room first. */
export interface Sheet {
  readonly pdf: PDFKit.PDFDocument
  y: number
  /** Starts a new page when less than this is left. */
  need(height: number): boolean
  height(text: string, width: number, style?: Style): number
  width(text: string, style?: Style): number
  /** Draws at a place, and moves nothing. */
  put(text: string, x: number, y: number, width: number, style?: Style): void
  /** Writes a paragraph and goes on below it. */
  write(text: string, style?: Style): void
  rule(y: number, color?: string): void
}

export async function openSheet(facts: {
  title: string
  author: string
  madeAtMs: number
}): Promise<Sheet> {
  // 20 MB of heap that only who writes a document needs.
  const { default: Pdf } = await import('pdfkit')
  const pdf = new Pdf({
    size: 'A4',
    margins: { left: PAGE.left, right: PAGE.right, top: PAGE.top, bottom: 0 },
    bufferPages: true,
    // One that is embedded: the fourteen of every reader have no letters beyond Latin.
    font: pathOf('body'),
    lang: 'en',
    displayTitle: true,
    info: {
      Title: facts.title,
      Author: facts.author,
      CreationDate: new Date(facts.madeAtMs),
      ModDate: new Date(facts.madeAtMs),
    },
  })
  for (const face of Object.keys(FONTS) as Face[]) pdf.registerFont(face, pathOf(face))
  const use = ({ face = 'body', size = SIZE.body, color = INK.text }: Style) =>
    pdf.font(face).fontSize(size).fillColor(color)
  const options = (width: number, { spacing = 0 }: Style) => ({
    width,
    lineGap: LEADING,
    characterSpacing: spacing,
  })
  const sheet: Sheet = {
    pdf,
    y: PAGE.top,
    need(height) {
      if (sheet.y + height <= FLOOR) return false
      pdf.addPage()
      sheet.y = PAGE.top
      return true
    },
    height: (text, width, style = {}) => use(style).heightOfString(text, options(width, style)),
    width: (text, style = {}) =>
      use(style).widthOfString(text, { characterSpacing: style.spacing ?? 0 }),
    put(text, x, y, width, style = {}) {
      use(style).text(text, x, y, options(width, style))
    },
    write(text, style = {}) {
      const height = sheet.height(text, TEXT_WIDTH, style)
      sheet.need(height)
      sheet.put(text, PAGE.left, sheet.y, TEXT_WIDTH, style)
      sheet.y += height
    },
    rule(y, color = INK.rule) {
      pdf
        .moveTo(PAGE.left, y)
        .lineTo(PAGE.width - PAGE.right, y)
        .lineWidth(0.6)
        .strokeColor(color)
        .stroke()
    },
  }
  return sheet
}

function pathOf(face: Face): string {
  return fileURLToPath(import.meta.resolve(FONTS[face]))
}
