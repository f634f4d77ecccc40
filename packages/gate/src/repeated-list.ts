import { ByteWriter } from './byte-writer.ts'

/** How the items of a list are compared and written. */
export interface ItemWriter<Item> {
  isSame(a: Item, b: Item): boolean
  /** Writes the item at `index` with a comma before it, or nothing. */
  write(to: ByteWriter, item: Item, index: number): void
}

/**
 * A list that is written again and again with few items changed: what stayed since the last time
 * is copied in runs, not written anew. The text depends on the items alone.
 */
export class RepeatedList<Item> {
  readonly #writer: ItemWriter<Item>
  #items: readonly Item[] = []
  #text = new ByteWriter()
  /** Where each item's text begins, and at the end where the last one's ends. */
  #starts = new Int32Array(1)
  #spareText = new ByteWriter()
  #spareStarts = new Int32Array(1)

  constructor(writer: ItemWriter<Item>) {
    this.#writer = writer
  }

  /** Adds the items to a text, without the first comma. They must not change afterwards. */
  write(to: ByteWriter, items: readonly Item[]): void {
    const before = this.#items.length === items.length ? this.#items : []
    const text = this.#spareText
    const starts =
      this.#spareStarts.length === items.length + 1
        ? this.#spareStarts
        : new Int32Array(items.length + 1)
    text.clear()
    let sameFrom = -1
    for (let index = 0; index < items.length; index++) {
      const item = items[index]!
      if (index < before.length && this.#writer.isSame(before[index]!, item)) {
        if (sameFrom < 0) sameFrom = index
        continue
      }
      if (sameFrom >= 0) this.#keep(text, starts, sameFrom, index)
      sameFrom = -1
      starts[index] = text.length
      this.#writer.write(text, item, index)
    }
    if (sameFrom >= 0) this.#keep(text, starts, sameFrom, items.length)
    starts[items.length] = text.length
    this.#spareText = this.#text
    this.#spareStarts = this.#starts
    this.#text = text
    this.#starts = starts
    this.#items = items
    if (text.length > 0) to.copy(text, 1, text.length)
  }

  #keep(text: ByteWriter, starts: Int32Array, from: number, until: number): void {
    const moved = text.length - this.#starts[from]!
    for (let index = from; index < until; index++) starts[index] = this.#starts[index]! + moved
    text.copy(this.#text, this.#starts[from]!, this.#starts[until]!)
  }
}
