import { readdirSync, readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import type { LexicalModel } from './lexical-model.ts'
import { readLexicalModel } from './model-file.ts'

const DATA = new URL('../../data/', import.meta.url)

/** Bytes of the one model that ships. */
export function shippedBytes(): Uint8Array {
  const files = readdirSync(DATA).filter((name) => /^lexical-\w+\.br$/.test(name))
  if (files.length !== 1) throw new Error(`${files.length} models ship`)
  return brotliDecompressSync(readFileSync(new URL(files[0]!, DATA)))
}

export function shippedModel(): LexicalModel {
  const read = readLexicalModel(shippedBytes())
  if (!read.ok) throw new Error(read.problem)
  return read.model
}
