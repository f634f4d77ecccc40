import { binOf, MISSING_BIN, type BinnedData, type Binning } from '../data/bins.ts'
import { isInSet, type Tree } from '../model/tree.ts'

/**
 * Adds what a tree says of each row to its score. Rows that the tree was not grown on have no leaf yet.
 * @param rows those alone; all of them when left out
 */
export function addTree(
  tree: Tree,
  data: BinnedData,
  binnings: readonly Binning[],
  scores: Float64Array,
  rows: Uint32Array | null = null,
): void {
  const { feature, left, right, leafValue } = tree
  const count = rows === null ? data.rows : rows.length
  if (feature.length === 0) {
    for (let at = 0; at < count; at++) scores[rows === null ? at : rows[at]!]! += leafValue[0]!
    return
  }
  const goesLeft = sides(tree, binnings)
  const columns = Array.from(feature, (column) => data.columns[column]!)
  for (let at = 0; at < count; at++) {
    const row = rows === null ? at : rows[at]!
    let node = 0
    while (node >= 0) {
      const isLeft = goesLeft[node * 256 + columns[node]![row]!] === 1
      node = isLeft ? left[node]! : right[node]!
    }
    scores[row]! += leafValue[~node]!
  }
}

/** For each inner node and bin, whether it goes left. */
function sides(
  { feature, threshold, missingLeft, sets }: Tree,
  binnings: readonly Binning[],
): Uint8Array {
  const table = new Uint8Array(feature.length * 256)
  for (let node = 0; node < feature.length; node++) {
    const set = sets[node]!
    const binning = binnings[feature[node]!]!
    // A threshold is the bound of its own bin.
    const last = binning.kind === 'number' ? binOf(threshold[node]!, binning.bounds) : 0
    for (let bin = 0; bin < 256; bin++) {
      const isLeft =
        set === null
          ? bin === MISSING_BIN
            ? missingLeft[node] === 1
            : bin <= last
          : isInSet(set, bin)
      table[node * 256 + bin] = isLeft ? 1 : 0
    }
  }
  return table
}
