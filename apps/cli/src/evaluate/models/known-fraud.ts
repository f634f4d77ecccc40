const DAY_MS = 86_400_000

/**
 * Customers who are known as defrauded, as the "Fraud Detection Handbook" counts them: a fraud of
 * one day is known when the delay in whole days has passed after it.
 */
export class KnownFraud {
  readonly #knownFromDay = new Map<string, number>()
  readonly #delayDays: number

  constructor(delayDays: number) {
    this.#delayDays = delayDays
  }

  report(customer: string, atMs: number): void {
    const day = Math.floor(atMs / DAY_MS) + this.#delayDays + 1
    this.#knownFromDay.set(customer, Math.min(day, this.#knownFromDay.get(customer) ?? Infinity))
  }

  isKnown(customer: string, atMs: number): boolean {
    return Math.floor(atMs / DAY_MS) >= (this.#knownFromDay.get(customer) ?? Infinity)
  }
}
