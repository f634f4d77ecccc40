/** `parent` + one step, escaped as RFC 6901 wants it. */
export function pointerTo(parent: string, step: string | number): string {
  if (typeof step === 'number') return `${parent}/${step}`
  return `${parent}/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** Longest key that is repeated to its sender; a longer one is cut. */
const KEY_LENGTH_MAX = 64

/** A user's own key, fit for a message: short and on one line. */
export function shownKey(key: string): string {
  const oneLine = key.replaceAll(/[\p{Cc}\p{Cs}]/gu, '?')
  return oneLine.length > KEY_LENGTH_MAX ? `${oneLine.slice(0, KEY_LENGTH_MAX)}...` : oneLine
}
