const NONE: readonly number[] = Object.freeze([])

/** Which windows of the event being read have estimates for values. */
export class EstimateFlags {
  any = false
  readonly #flags: Uint8Array

  constructor(windows: number) {
    this.#flags = new Uint8Array(windows)
  }

  clear(): void {
    if (this.any) this.#flags.fill(0)
    this.any = false
  }

  set(window: number): void {
    this.#flags[window] = 1
    this.any = true
  }

  /** Ascending. */
  list(): readonly number[] {
    if (!this.any) return NONE
    const list: number[] = []
    for (let window = 0; window < this.#flags.length; window += 1) {
      if (this.#flags[window] === 1) list.push(window)
    }
    return list
  }
}
