import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { TableName } from './cache.ts'
import { cachedTable, TABLE_NAMES } from './cache.ts'
import { compileAsn } from './compile-asn.ts'
import { compileCity } from './compile-city.ts'
import { compileMail } from './compile-mail.ts'
import { compilePlaces } from './compile-places.ts'
import type { TableFile } from './table-file.ts'
import { writeTableFile } from './table-file.ts'

const compilers: Readonly<Record<TableName, () => TableFile>> = {
  city: compileCity,
  asn: compileAsn,
  places: compilePlaces,
  mail: compileMail,
}

/** Tables whose file is not there yet. */
export function missingTables(cacheDir: string): readonly TableName[] {
  return TABLE_NAMES.filter((name) => !existsSync(cachedTable(cacheDir, name).path))
}

/** Compiles tables in this process, which needs up to 700 MB for it: run it in one of its own. */
export function compileTables(
  cacheDir: string,
  names: readonly TableName[],
  onDone: (name: TableName) => void,
): void {
  mkdirSync(cacheDir, { recursive: true })
  for (const name of names) {
    writeTableFile(cachedTable(cacheDir, name).path, compilers[name]())
    onDone(name)
  }
}

/** Removes the tables of other source versions. */
export function removeStaleTables(cacheDir: string): void {
  const current = new Set(TABLE_NAMES.map((name) => basename(cachedTable(cacheDir, name).path)))
  const isOurs = (file: string): boolean =>
    TABLE_NAMES.some((name) => file.startsWith(`${name}-`)) && file.endsWith('.table')
  for (const file of readdirSync(cacheDir)) {
    if (isOurs(file) && !current.has(file)) rmSync(join(cacheDir, file), { force: true })
  }
}
