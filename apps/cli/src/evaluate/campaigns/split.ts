import { createHash } from 'node:crypto'

/** Half of the labels choose the threshold, the other half is measured. */
export function halfOf(label: string): 'chosen_on' | 'measured' {
  const digest = createHash('sha256').update(`gatehouse-campaigns|${label}`).digest()
  return digest.readUInt32BE(0) % 2 === 0 ? 'chosen_on' : 'measured'
}
