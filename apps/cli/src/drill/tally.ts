import type { Outcome } from '@gatehouse/contract'
import type { Answered, Payment } from './checkout.ts'

/** Shoppers who had nothing to do with it, over some time. */
export interface Bystanders {
  checkouts: number
  /** Of the checkouts: shown a captcha, checked without noticing, or declined, at least once. */
  challenged: number
  checkedSilently: number
  declined: number
}

const NOBODY: Bystanders = { checkouts: 0, challenged: 0, checkedSilently: 0, declined: 0 }

/** Counts what happened; figures are made of it in `report.ts`. */
export class DrillTally {
  readonly #measuredFromMs: number
  readonly #attack: readonly [number, number]
  #visits = 0
  #attempts = 0
  readonly #outcomes: Record<Outcome, number> = { approve: 0, challenge: 0, review: 0, decline: 0 }
  readonly #leaks: { readonly atMs: number; readonly number: number }[] = []
  readonly #hits = new Map<string, number>()
  readonly #touched = new Set<string>()
  readonly wholeTime: Bystanders = { ...NOBODY }
  readonly duringAttack: Bystanders = { ...NOBODY }
  found = 0
  firstAttemptMs = NaN
  lastAttemptMs = NaN

  /** @param attack from its first attempt until ten minutes after the last one is expected */
  constructor(measuredFromMs: number, attack: readonly [number, number]) {
    this.#measuredFromMs = measuredFromMs
    this.#attack = attack
  }

  /** Checkouts of shoppers, those before the measured time included. */
  get visits(): number {
    return this.#visits
  }

  get attempts(): number {
    return this.#attempts
  }

  get outcomes(): Readonly<Record<Outcome, number>> {
    return this.#outcomes
  }

  /** Attempts that went to the bank: when, and the how manieth they were. */
  get leaks(): readonly { readonly atMs: number; readonly number: number }[] {
    return this.#leaks
  }

  /** How many attempts of the bot each rule hit, most first. */
  get hits(): readonly (readonly [string, number])[] {
    return [...this.#hits].sort((a, b) => b[1] - a[1])
  }

  /** A checkout begins; its number. */
  newVisit(atMs: number): number {
    for (const group of this.#groups(atMs)) group.checkouts++
    return this.#visits++
  }

  /** @param isPassed of a silent captcha: who does not pass it sees a visible one */
  addShopper(atMs: number, { session }: Payment, answer: Answered, isPassed: boolean): void {
    const { outcome } = answer
    if (outcome === 'approve') return
    const what =
      outcome !== 'challenge'
        ? 'declined'
        : answer.isSilent && isPassed
          ? 'checkedSilently'
          : 'challenged'
    if (this.#touched.has(`${session} ${what}`)) return
    this.#touched.add(`${session} ${what}`)
    for (const group of this.#groups(atMs)) group[what]++
  }

  addAttempt(atMs: number, { outcome, hits }: Answered): void {
    if (this.#attempts === 0) this.firstAttemptMs = atMs
    this.lastAttemptMs = atMs
    this.#attempts++
    this.#outcomes[outcome]++
    if (outcome === 'approve') this.#leaks.push({ atMs, number: this.#attempts })
    for (const id of hits) this.#hits.set(id, (this.#hits.get(id) ?? 0) + 1)
  }

  addFound(): void {
    this.found++
  }

  #groups(atMs: number): Bystanders[] {
    const groups = atMs >= this.#measuredFromMs ? [this.wholeTime] : []
    const [from, to] = this.#attack
    if (atMs >= from && atMs < to) groups.push(this.duringAttack)
    return groups
  }
}
