import { expect, it } from 'vitest'
import { MIGRATIONS } from './list.ts'
import { migrationHash } from './migrate.ts'

/** Append only: a line that has to change here means that a released migration was edited. */
const RELEASED: Readonly<Record<string, string>> = {
  '202611231800-foundation': '822ae8d3fa52cd9e367358b6037d80cd2f9fb7306e1542a125a4d5655dd3b69d',
  '202611251200-list-log': 'ae55cd3b2de9442f82687e3846a16e394bad7e68be6b00a26c5f830f36f7ca4b',
}

it('released migrations never change', () => {
  expect(Object.fromEntries(MIGRATIONS.map((each) => [each.id, migrationHash(each)]))).toEqual(
    RELEASED,
  )
})

it('migration ids are dated and ascend', () => {
  const ids = MIGRATIONS.map((each) => each.id)
  expect([...ids].sort()).toEqual(ids)
  for (const id of ids) expect(id).toMatch(/^\d{12}-[a-z0-9-]+$/)
})
