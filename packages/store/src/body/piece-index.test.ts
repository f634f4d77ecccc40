import { expect, it } from 'vitest'
import { hashBytes, PADDING, viewOf } from './byte-runs.ts'
import { NO_PIECE, PieceIndex } from './piece-index.ts'

const TEXTS = Array.from({ length: 500 }, (_, n) => (n % 2 === 0 ? `${n}` : `"a value ${n}"`))
const index = new PieceIndex(
  TEXTS.map((text, number) => ({ group: number % 3, text, number: number + 1 })),
)

/** The piece at the start of a text, among other bytes. */
function find(group: number, text: string): number {
  const view = viewOf(Buffer.from(`xyz${text}${'z'.repeat(PADDING)}`, 'latin1'))
  const end = 3 + text.length
  const piece = index.find(group, hashBytes(view, 3, end), view, 3, end)
  if (piece !== NO_PIECE) expect(index.endAt(piece, view, 3)).toBe(end)
  return piece === NO_PIECE ? 0 : index.numberOf(piece)
}

it('finds every piece in its group, and no other', () => {
  for (const [number, text] of TEXTS.entries()) {
    for (const group of [0, 1, 2]) {
      expect(find(group, text)).toBe(number % 3 === group ? number + 1 : 0)
    }
    expect(find(number % 3, `${text}x`)).toBe(0)
    expect(find(number % 3, `x${text}`)).toBe(0)
  }
})

it('says of a piece that is not there that it ends nowhere', () => {
  const view = viewOf(Buffer.from(`"a value 1"${'z'.repeat(PADDING)}`, 'latin1'))
  const piece = index.find(1, hashBytes(view, 0, 11), view, 0, 11)
  const other = viewOf(Buffer.from(`"a value 2"${'z'.repeat(PADDING)}`, 'latin1'))
  expect(index.endAt(piece, view, 0)).toBe(11)
  expect(index.endAt(piece, other, 0)).toBe(0)
})

it('finds nothing where there is nothing', () => {
  const view = viewOf(Buffer.from('123456789012', 'latin1'))
  expect(new PieceIndex([]).find(0, hashBytes(view, 0, 3), view, 0, 3)).toBe(NO_PIECE)
})
