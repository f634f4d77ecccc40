/**
 * A computed number to so many decimals: no rule tells more of them apart, and each of the twelve
 * that a division leaves behind would be stored with every decision. Rules see what is stored.
 */
export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals
  return Math.round(value * scale) / scale
}

/** Ten metres: places are known to a postcode at best. */
export const DISTANCE_DECIMALS = 2
/** Shares of 0 to 1. */
export const SHARE_DECIMALS = 4
/** Nine seconds. */
export const DAY_DECIMALS = 4
