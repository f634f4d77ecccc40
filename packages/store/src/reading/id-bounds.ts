const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a text is an id at all: PostgreSQL fails on what is no UUID. */
export function isId(text: string): boolean {
  return ID.test(text)
}

/** The smallest possible UUID of a millisecond: for ranges over `journal.id`. */
export function firstIdOf(timeMs: number): string {
  const time = Math.max(0, Math.trunc(timeMs)).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}

export const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
