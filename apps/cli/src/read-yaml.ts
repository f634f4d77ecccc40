import { readFileSync, statSync } from 'node:fs'
import { beyondBounds, duplicateKeys } from '@gatehouse/server'
import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
} from 'yaml'
import { CliError } from './cli-error.ts'

/** A file that a person wrote; the largest rulesets have a thousand rules and some 500 KB. */
const BYTES_MAX = 4 * 1024 * 1024
/** A YAML alias is a convenience; a hundred of them in each other are an attack. */
const ALIASES_MAX = 100

/** A YAML (or JSON) file as a value, with the way back from a place in it to the line. */
export interface YamlFile {
  readonly path: string
  readonly value: unknown
  /** `FILE:LINE` of a JSON pointer, or of the nearest place above it that exists. */
  at(pointer: string): string
}

/** @throws CliError `file` when it cannot be read, `invalid` with the line when it is no YAML */
export function readYaml(path: string): YamlFile {
  const text = readText(path)
  const lines = linesOf(text)
  const refuse = (offset: number, message: string): CliError => {
    const { line, col } = lines.linePos(offset)
    return new CliError('invalid', `${path}:${line}:${col}: ${message}`)
  }
  // The server's own bounds: what is read here is what it will read.
  const beyond = beyondBounds(text)
  if (beyond !== null) throw refuse(beyond.offset, beyond.message)
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false })
  const [error] = document.errors
  if (error !== undefined) throw refuse(error.pos[0], firstLine(error.message))
  const root = document.contents
  const [twice] = duplicateKeys(root)
  if (twice !== undefined) {
    throw refuse(twice.range?.[0] ?? 0, 'the key stands there twice: keep one')
  }
  return {
    path,
    value: valueOf(document, path),
    at(pointer) {
      const offset = offsetOf(root, segmentsOf(pointer))
      return offset === undefined ? path : `${path}:${lines.linePos(offset).line}`
    },
  }
}

/** @throws CliError `invalid` for too many aliases, or one that resolves to nothing */
function valueOf(document: Document, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX })
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    throw new CliError('invalid', `${path}: ${firstLine(error.message)}`)
  }
}

function linesOf(text: string): LineCounter {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    lines.addNewLine(at + 1)
  }
  return lines
}

function readText(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size
  if (size === undefined) throw new CliError('file', `there is no file \`${path}\``)
  if (size > BYTES_MAX) throw new CliError('file', `\`${path}\` is larger than 4 MiB`)
  return readFileSync(path, 'utf8')
}

function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function offsetOf(root: Node | null, segments: readonly string[]): number | undefined {
  let node: unknown = root
  let offset = root?.range?.[0]
  for (const segment of segments) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === segment)
      if (!isPair(pair)) break
      offset = (pair.key as Node).range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(segment)]
      offset = (node as Node | undefined)?.range?.[0] ?? offset
    } else break
  }
  return offset
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.replace(/^[A-Z]/, (letter) => letter.toLowerCase())
}
