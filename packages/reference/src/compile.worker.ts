import { TABLE_NAMES } from './cache.ts'
import { compileTables } from './compile-tables.ts'

/** Entry of a compiling process: cache folder, then the tables; each is reported when it is done. */
const [, , cacheDir, ...wanted] = process.argv
if (cacheDir === undefined || process.send === undefined) {
  throw new Error('compile.worker is started by compileReference')
}
const names = TABLE_NAMES.filter((name) => wanted.includes(name))
compileTables(cacheDir, names, (table) => process.send?.({ table }))
process.disconnect()
