import { checkJson, type Issue, type Ruleset } from '@gatehouse/contract'
import { LineCounter, parseDocument } from 'yaml'
import type { Validate } from './http/validator.ts'
import { beyondBounds, duplicateKeys } from './ruleset-yaml-bounds.ts'
import { offsetOf, placeAt, type Place, type Within } from './ruleset-yaml-place.ts'

/** An alias saves typing; aliases in each other are a bomb. */
const ALIASES_MAX = 20

/** An issue at its place; the pointer is empty where the text is no YAML. */
export interface YamlIssue extends Issue {
  readonly place: Place | null
}

export interface YamlSource {
  readonly ruleset: Ruleset
  /** Where the value of a JSON pointer stands, or one character of the expression that it is. */
  readonly place: (pointer: string, within?: Within) => Place | null
}

export type YamlRead =
  | { readonly ok: true; readonly source: YamlSource }
  | { readonly ok: false; readonly issues: readonly YamlIssue[] }

/**
 * Reads YAML 1.2 (core schema: no tags of its own, no merge keys) into a ruleset of the contract.
 * @param validate the check of `rulesetSchema`
 */
export function readRulesetYaml(text: string, validate: Validate): YamlRead {
  const lines = linesOf(text)
  const beyond = beyondBounds(text)
  if (beyond !== null) return failed([beyond])
  const document = parseDocument(text, {
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
  })
  // A warning is a tag or directive that means nothing here: it is not passed over.
  const faults = [...document.errors, ...document.warnings]
  if (faults.length > 0) {
    return failed(faults.map(({ message, pos }) => ({ message: oneLine(message), offset: pos[0] })))
  }
  const root = document.contents
  const twice = duplicateKeys(root)
  if (twice.length > 0) {
    const message = 'the key stands there twice: keep one'
    return failed(twice.map(({ range }) => ({ message, offset: range?.[0] ?? 0 })))
  }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: ALIASES_MAX })
  } catch (error) {
    // The only error of `toJS`: too many aliases, or one that resolves to nothing.
    if (!(error instanceof ReferenceError)) throw error
    return failed([{ message: `more than ${ALIASES_MAX} aliases: write them out`, offset: 0 }])
  }
  const place: YamlSource['place'] = (pointer, within) => {
    const offset = offsetOf(root, text, pointer, within)
    return offset === undefined ? null : placeAt(text, lines, offset)
  }
  const json = checkJson(value)
  const issues = json.ok ? validate(value) : json.issues
  if (issues.length > 0) {
    return { ok: false, issues: issues.map((issue) => ({ ...issue, place: place(issue.pointer) })) }
  }
  return { ok: true, source: { ruleset: value as Ruleset, place } }

  function failed(faulty: readonly { message: string; offset: number }[]): YamlRead {
    const issuesFound = faulty.map(({ message, offset }) => ({
      pointer: '',
      code: 'yaml',
      message,
      place: placeAt(text, lines, offset),
    }))
    return { ok: false, issues: issuesFound }
  }
}

function linesOf(text: string): LineCounter {
  const lines = new LineCounter()
  for (let start = 0; ;) {
    lines.addNewLine(start)
    const newline = text.indexOf('\n', start)
    if (newline === -1) return lines
    start = newline + 1
  }
}

function oneLine(text: string): string {
  return text.split('\n', 1)[0]!.replace(/^[A-Z]/, (letter) => letter.toLowerCase())
}
