import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import type { RowLabel } from '../mapping/compile-mapping.ts'

/** What is kept of each row that was decided: 24 bytes, so that ten million rows fit in memory. */
export interface Scores {
  readonly length: number
  add(row: number, label: RowLabel, riskScore: number, amount: number): void
  row(index: number): number
  label(index: number): RowLabel
  riskScore(index: number): number
  amount(index: number): number
}

const LABELS: readonly RowLabel[] = [null, 'good', 'fraud']
const FIRST_CAPACITY = 65_536

export function createScores(): Scores {
  let rows = new Float64Array(FIRST_CAPACITY)
  let labels = new Uint8Array(FIRST_CAPACITY)
  let risks = new Float32Array(FIRST_CAPACITY)
  let amounts = new Float64Array(FIRST_CAPACITY)
  let length = 0

  function grow(): void {
    const capacity = rows.length * 2
    rows = copied(new Float64Array(capacity), rows)
    labels = copied(new Uint8Array(capacity), labels)
    risks = copied(new Float32Array(capacity), risks)
    amounts = copied(new Float64Array(capacity), amounts)
  }

  return {
    get length() {
      return length
    },
    add(row, label, riskScore, amount) {
      if (length === rows.length) grow()
      rows[length] = row
      labels[length] = LABELS.indexOf(label)
      risks[length] = riskScore
      amounts[length] = amount
      length++
    },
    row: (index) => rows[index]!,
    label: (index) => LABELS[labels[index]!]!,
    // Scores carry two decimals; a 32-bit float holds them and gives them back rounded.
    riskScore: (index) => Math.round(risks[index]! * 100) / 100,
    amount: (index) => amounts[index]!,
  }
}

function copied<Numbers extends { set(from: Numbers): void }>(
  into: Numbers,
  from: Numbers,
): Numbers {
  into.set(from)
  return into
}

const LINES_PER_WRITE = 4096

/** CSV `row,label,score` of every decided row; the label is 1, 0 or empty. */
export async function writeScores(path: string, scores: Scores): Promise<void> {
  const file = createWriteStream(path)
  let lines = ['row,label,score']
  for (let index = 0; index < scores.length; index++) {
    const label = { fraud: '1', good: '0', none: '' }[scores.label(index) ?? 'none']
    lines.push(`${scores.row(index)},${label},${scores.riskScore(index)}`)
    if (lines.length < LINES_PER_WRITE) continue
    if (!file.write(`${lines.join('\n')}\n`)) await once(file, 'drain')
    lines = []
  }
  file.end(lines.length === 0 ? '' : `${lines.join('\n')}\n`)
  await once(file, 'finish')
}
