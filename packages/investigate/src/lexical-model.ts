import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { LexicalReader, readLexicalModel, type LexicalModel } from '@gatehouse/sites'

/** The file is named after the SHA-256 of what is in it. */
export const LEXICAL_MODEL = 'c5286983705b'
const UNPACKED_BYTES_MAX = 64_000_000

/**
 * Reads the model of addresses that ships, in some 50 milliseconds.
 *
 * @throws Error when the file is not what its name says: the installation is damaged
 */
export function openLexicalModel(): LexicalModel {
  const file = new URL(`../../sites/data/lexical-${LEXICAL_MODEL}.br`, import.meta.url)
  const bytes = brotliDecompressSync(readFileSync(file), { maxOutputLength: UNPACKED_BYTES_MAX })
  const name = createHash('sha256').update(bytes).digest('hex').slice(0, LEXICAL_MODEL.length)
  if (name !== LEXICAL_MODEL) throw new Error(`\`${file.pathname}\` is damaged: it is ${name}`)
  const read = readLexicalModel(bytes)
  if (!read.ok) throw new Error(`\`${file.pathname}\` is damaged: ${read.problem}`)
  return read.model
}

/** Reads addresses with the model that ships, and says why. One is enough for a process. */
export function openLexicalReader(): LexicalReader {
  return new LexicalReader(openLexicalModel())
}
