/** Sums of amounts carry no more than cents: what is behind is the noise of adding. */
export function cents(value: number): number {
  return Math.round(value * 100) / 100
}
