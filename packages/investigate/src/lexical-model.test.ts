import { expect, it } from 'vitest'
import { readLink } from '@gatehouse/sites'
import { openLexicalReader } from './lexical-model.ts'

it('reads addresses with the model that ships', () => {
  const reader = openLexicalReader()
  const read = readLink('secure-paypa1-verify.top/login')
  expect(read.ok && reader.read(read.link).escalates).toBe(true)
})
