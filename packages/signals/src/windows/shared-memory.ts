/** What one shop holds of a memory that all shops share. */
export interface Share {
  readonly shopId: string
  bytes: number
  /** Grows with every event; the smallest was used the longest time ago. */
  usedAt: number
}

/**
 * A memory that shops share fairly: who holds the most gives back first, so a shop with no more than
 * an equal part of it loses nothing, however much another one is flooded.
 */
export class SharedMemory<Holder extends Share> {
  readonly maxBytes: number
  readonly holders = new Map<string, Holder>()
  #bytes = 0

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Notes what a shop holds by now. */
  count(holder: Holder, bytes: number): void {
    this.#bytes += bytes - holder.bytes
    holder.bytes = bytes
  }

  remove(holder: Holder): void {
    this.#bytes -= holder.bytes
    this.holders.delete(holder.shopId)
  }

  /** Who gives back first; the asking shop where nobody holds more. */
  largest(asking: Holder): Holder {
    let largest = asking
    for (const holder of this.holders.values()) if (holder.bytes > largest.bytes) largest = holder
    return largest
  }

  /**
   * Whose share goes as a whole when the largest has nothing old to give: its own, where its events are
   * few and what it holds are tables from a time when they were many; else that of whoever was
   * quiet the longest. `undefined`: there is nobody but the asking shop.
   */
  leaver(asking: Holder, largest: Holder): Holder | undefined {
    const isOversized = largest.bytes > (2 * this.maxBytes) / this.holders.size
    return isOversized && largest !== asking ? largest : this.#quietest(asking)
  }

  #quietest(except: Holder): Holder | undefined {
    let quietest: Holder | undefined
    for (const holder of this.holders.values()) {
      if (holder === except) continue
      if (quietest === undefined || holder.usedAt < quietest.usedAt) quietest = holder
    }
    return quietest
  }
}
