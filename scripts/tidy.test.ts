import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CHECKS } from './tidy.ts'
import { readTree } from './tidy/tree.ts'

const tree = readTree(dirname(dirname(fileURLToPath(import.meta.url))))

describe('the tree', () => {
  it('was read', () => {
    expect(tree.files.has('packages/contract/src/index.ts')).toBe(true)
  })

  it.each(Object.entries(CHECKS))('%s', (_name, check) => {
    expect(check(tree)).toEqual([])
  })
})
