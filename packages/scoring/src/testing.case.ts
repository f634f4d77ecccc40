import { createRandom } from './random.ts'
import type { Column, DataSet } from './data/data-set.ts'

/**
 * Rows with numbers, categories, gaps and an interaction that no single column shows.
 * @returns also the log-odds that the labels were drawn by: nothing can rank better
 */
export function madeUpData(rows: number, seed: number): DataSet & { readonly truth: Float64Array } {
  const random = createRandom(seed)
  const amount = new Float64Array(rows)
  const distance = new Float64Array(rows)
  const digits = new Float64Array(rows)
  const noise = new Float64Array(rows)
  const country = new Int32Array(rows)
  const shop = new Int32Array(rows)
  const labels = new Uint8Array(rows)
  const truth = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    amount[row] = Math.exp(3 + 1.5 * (random.next() + random.next() - 1))
    distance[row] = random.next() < 0.1 ? NaN : random.next() * 1000
    digits[row] = random.below(5)
    noise[row] = random.next()
    country[row] = random.next() < 0.05 ? -1 : random.below(6)
    shop[row] = random.below(40)
    const isOdd = amount[row]! > 30 && digits[row]! >= 3
    const logOdds =
      -3.2 +
      (isOdd ? 2.2 : 0) +
      (country[row] === 4 ? 1.2 : 0) +
      (Number.isNaN(distance[row]) ? 0.8 : distance[row]! / 900)
    truth[row] = logOdds
    labels[row] = random.next() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0
  }
  const columns: Column[] = [
    { kind: 'number', name: 'amount', values: amount },
    { kind: 'number', name: 'distance', values: distance },
    { kind: 'number', name: 'digits', values: digits },
    { kind: 'number', name: 'noise', values: noise },
    {
      kind: 'category',
      name: 'country',
      names: ['DE', 'FR', 'US', 'GB', 'NG', 'BR'],
      codes: country,
    },
    {
      kind: 'category',
      name: 'shop',
      names: Array.from({ length: 40 }, (_, at) => `s${at}`),
      codes: shop,
    },
  ]
  return { columns, rows, labels, truth }
}
