import type { Environment, Fault } from './environment.ts'

/** Words with commas or blanks between them. */
export function words(text: string | undefined): string[] {
  return (text ?? '').split(/[\s,]+/).filter((word) => word !== '')
}

/** A whole number within its bounds; the usual one when nothing is said. */
export function whole(
  env: Environment,
  name: string,
  [usual, min, max]: readonly [usual: number, min: number, max: number],
  fault: Fault,
): number {
  const text = env[name]
  if (!text) return usual
  const value = Number(text)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  fault(`\`${name}\` is \`${text}\`: give a whole number from ${min} to ${max}`)
  return usual
}
