import { compileTables } from './compile-tables.ts'

/** Entry of the compiling process: the cache folder is its argument, progress goes to the parent. */
const [, , cacheDir] = process.argv
if (cacheDir === undefined || process.send === undefined) {
  throw new Error('compile-process is started by compileReference')
}
compileTables(cacheDir, (table) => process.send?.({ table }))
process.disconnect()
