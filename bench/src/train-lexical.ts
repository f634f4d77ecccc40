import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { writeLexicalModel } from '@gatehouse/sites'
import { makeTables } from './lexical/make-tables.ts'
import { readSets, table } from './lexical/read-sets.ts'
import { trainShipped } from './lexical/shipped-model.ts'

/**
 * Trains the model of addresses that ships:
 *
 *   gatehouse --run bench/src/train-lexical.ts SETS OUT [LINKS ...]
 *
 * `SETS` has a folder for each set, `LINKS` are files of benign links, one a line. The file in
 * `OUT` is named after its bytes. docs/reference/links.md says what it was trained on.
 */
const [folder, out, ...linkFiles] = process.argv.slice(2)
if (folder === undefined || out === undefined) {
  console.error('usage: gatehouse --run bench/src/train-lexical.ts SETS OUT [LINKS ...]')
  process.exit(2)
}
const BITS = 19
const links = readSets(folder, linkFiles)
const without = new Set(
  table(folder, 'url-bench/dev.csv.gz').map((row) => row['registrable'] ?? ''),
)
const sets: Record<string, number> = {}
for (const { set } of links) sets[set] = (sets[set] ?? 0) + 1
console.log(sets)
const training = {
  links,
  tables: makeTables(folder, links),
  without,
  bits: BITS,
  about: { sets, hosts_left_out: without.size },
}
const steps = trainShipped(training)
for (;;) {
  const step = steps.next()
  if (step.done === true) {
    const bytes = writeLexicalModel(step.value)
    const name = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
    mkdirSync(out, { recursive: true })
    const file = join(out, `lexical-${name}.br`)
    const packed = brotliCompressSync(bytes)
    writeFileSync(file, packed)
    console.log(`${file}: ${packed.length} bytes, ${bytes.length} unpacked`)
    break
  }
}
