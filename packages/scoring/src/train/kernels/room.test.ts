import { describe, expect, it } from 'vitest'
import { createRandom } from '../../random.ts'
import { columnOf, Room, type Histogram } from './room.ts'

const ROWS = 5000
const COLUMNS = 7
const random = createRandom(11)

function filled(): Room {
  const room = new Room({ rows: ROWS, columns: COLUMNS, columnsPerTree: COLUMNS, leaves: 3 })
  for (const column of room.columns) {
    // Bins of little use and the last one too.
    for (let row = 0; row < ROWS; row++) column[row] = Math.floor(256 * random.next() ** 2)
  }
  for (let at = 0; at < ROWS * 2; at++) room.pairs[at] = random.next() - 0.5
  for (let row = 0; row < ROWS; row++) room.rows[row] = row
  return room
}

/** The same sums, one after the other. */
function plainSums(room: Room, column: number, from: number, to: number) {
  const sums = new Float64Array(512)
  const counts = new Uint32Array(256)
  for (const row of room.rows.subarray(from, to)) {
    const bin = room.columns[column]![row]!
    sums[bin * 2]! += room.pairs[row * 2]!
    sums[bin * 2 + 1]! += room.pairs[row * 2 + 1]!
    counts[bin]! += 1
  }
  return { sums, counts }
}

function stored(room: Room, histogram: Histogram, column: number) {
  const at = columnOf(histogram, column)
  return {
    sums: room.doubles.slice(at.sums, at.sums + 512),
    counts: room.words.slice(at.counts, at.counts + 256),
  }
}

describe('the room of a training', () => {
  it('adds up rows column by column, to the bit, in the columns that a tree may use', () => {
    const room = filled()
    for (const chosen of [[0, 1, 2, 3, 4, 5, 6], [6, 0, 3], [5]]) {
      room.begin(chosen)
      const histogram = room.histogramOf(100, 4321)
      for (const [place, column] of chosen.entries()) {
        expect(stored(room, histogram, place)).toEqual(plainSums(room, column, 100, 4321))
      }
      const { gradient, hessian } = room.sumsOf(4221)
      let sum = 0
      let second = 0
      for (let row = 100; row < 4321; row++) {
        sum += room.pairs[row * 2]!
        second += room.pairs[row * 2 + 1]!
      }
      expect([gradient, hessian]).toEqual([sum, second])
    }
  })

  it('knows a node without rows', () => {
    const room = filled()
    room.begin([0, 1])
    const { sums, counts } = stored(room, room.histogramOf(7, 7), 1)
    expect(Math.max(...sums, ...counts)).toBe(0)
    expect(room.part(7, 7, 0)).toBe(7)
  })

  it('takes from a parent what is in its child', () => {
    const room = filled()
    const chosen = [4, 2, 0]
    room.begin(chosen)
    const parent = room.histogramOf(0, ROWS)
    const child = room.histogramOf(0, 999)
    room.subtract(parent, child)
    for (const [place, column] of chosen.entries()) {
      const all = plainSums(room, column, 0, ROWS)
      const part = plainSums(room, column, 0, 999)
      expect(stored(room, parent, place)).toEqual({
        sums: all.sums.map((sum, at) => sum - part.sums[at]!),
        counts: all.counts.map((count, at) => count - part.counts[at]!),
      })
    }
  })

  it('parts rows without changing their order', () => {
    const room = filled()
    room.begin([3, 1])
    for (let bin = 0; bin < 256; bin++) room.goesLeft[bin] = bin % 3 === 0 ? 1 : 0
    const before = room.rows.slice()
    const bins = room.columns[1]!
    const middle = room.part(50, 4000, 1)
    const inside = [...before.subarray(50, 4000)]
    const left = inside.filter((row) => bins[row]! % 3 === 0)
    const right = inside.filter((row) => bins[row]! % 3 !== 0)
    expect(middle).toBe(50 + left.length)
    expect([...room.rows]).toEqual([
      ...before.subarray(0, 50),
      ...left,
      ...right,
      ...before.subarray(4000),
    ])
  })

  it('uses a histogram again that was given back, and clears it first', () => {
    const room = filled()
    room.begin([0, 1])
    const first = room.histogramOf(0, ROWS)
    room.giveBack(first)
    const second = room.histogramOf(10, 20)
    expect(second).toBe(first)
    expect(stored(room, second, 0)).toEqual(plainSums(room, 0, 10, 20))
  })

  it('says that rows and columns are too many', () => {
    const size = { rows: 60_000_000, columns: 80, columnsPerTree: 80, leaves: 15 }
    expect(() => new Room(size)).toThrow('60000000 rows of 80 columns are more than can be learned')
  })
})
