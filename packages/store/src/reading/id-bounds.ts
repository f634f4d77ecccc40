/** The smallest possible UUID of a millisecond: for ranges over `journal.id`. */
export function firstIdOf(timeMs: number): string {
  const time = Math.max(0, Math.trunc(timeMs)).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}

export const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
