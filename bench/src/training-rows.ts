/** Made-up orders to learn from: 28 numbers, 12 categories of up to 1,000 names, 1 % fraud. */
import { createRandom, type Column, type DataSet } from '@gatehouse/scoring'

const LEVELS = [3, 5, 10, 20, 50, 100, 200, 300, 500, 700, 900, 1000]
const NUMBERS = 28

/** @returns `truth`: the log-odds that the labels were drawn from; nothing ranks better */
export function madeUpOrders(rows: number): { data: DataSet; truth: Float64Array } {
  const random = createRandom(7)
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  const truth = new Float64Array(rows).fill(-5.6)
  const columns: Column[] = []
  for (let number = 0; number < NUMBERS; number++) {
    const weight = number < 10 ? 0.8 * (random.next() - 0.3) : 0
    const values = Float64Array.from({ length: rows }, (_, row) => {
      const value = normal()
      truth[row]! += number % 3 === 0 ? weight * Math.abs(value) : weight * value
      return random.next() < 0.05 ? NaN : value
    })
    columns.push({ kind: 'number', name: `n${number}`, values })
  }
  for (const [place, levels] of LEVELS.entries()) {
    const effects = Float64Array.from({ length: levels }, () => (place < 8 ? normal() * 0.5 : 0))
    const codes = Int32Array.from({ length: rows }, (_, row) => {
      const code = Math.floor(levels * random.next() ** 2)
      truth[row]! += effects[code]!
      return code
    })
    const names = Array.from({ length: levels }, (_, code) => `v${code}`)
    columns.push({ kind: 'category', name: `c${place}`, names, codes })
  }
  const labels = Uint8Array.from(truth, (logOdds) =>
    random.next() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0,
  )
  return { data: { columns, rows, labels }, truth }
}
