import { ISSUES_MAX, type Issue } from './issue.ts'
import { pointerTo, shownKey } from './pointer.ts'

/** The deepest shapes of the contract (a ruleset's test events) need 8 levels. */
export const JSON_DEPTH_MAX = 32
/** A cart of 1,000 lines with every field set is 13,000 values. */
export const JSON_NODES_MAX = 50_000

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

export type JsonCheck = { readonly ok: true } | { readonly ok: false; readonly issues: Issue[] }

/**
 * What a parsed body may not contain although it is JSON: text that jsonb and UTF-8 cannot hold
 * (`\u0000`, lone surrogates), keys that mean something to JavaScript, numbers too large to be
 * finite, and more depth or values than any event has. A key that occurs twice cannot be seen any
 * more: `JSON.parse` keeps the last.
 *
 * Issue codes: `null_character`, `lone_surrogate`, `forbidden_key`, `number_not_finite`,
 * `too_deep`, `too_many_values`.
 *
 * @param valuesMax more of them are refused: what is made of them all must stay small
 */
export function checkJson(body: unknown, valuesMax: number = JSON_NODES_MAX): JsonCheck {
  const walk: Walk = { valuesMax, nodesLeft: valuesMax, issues: [] }
  visit(walk, body, '', 0)
  return walk.issues.length === 0 ? { ok: true } : { ok: false, issues: walk.issues }
}

interface Walk {
  readonly valuesMax: number
  nodesLeft: number
  readonly issues: Issue[]
}

function report(walk: Walk, pointer: string, code: string, message: string): void {
  if (walk.issues.length < ISSUES_MAX) walk.issues.push({ pointer, code, message })
}

/**
 * Pointers are built only where something is wrong: `where` is a chain of steps until then.
 */
type Where = '' | { readonly parent: Where; readonly step: string | number }

function pointerOf(where: Where): string {
  return where === '' ? '' : pointerTo(pointerOf(where.parent), shownStep(where.step))
}

function shownStep(step: string | number): string | number {
  return typeof step === 'number' ? step : shownKey(step)
}

function visit(walk: Walk, value: unknown, where: Where, depth: number): void {
  if (typeof value === 'string') checkText(walk, value, where)
  else if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      report(walk, pointerOf(where), 'number_not_finite', 'the number is too large to be read')
    }
  } else if (typeof value === 'object' && value !== null) descend(walk, value, where, depth)
}

function descend(walk: Walk, value: object, where: Where, depth: number): void {
  if (depth >= JSON_DEPTH_MAX) {
    report(walk, pointerOf(where), 'too_deep', `nested deeper than ${JSON_DEPTH_MAX} levels`)
    return
  }
  const isArray = Array.isArray(value)
  const keys = isArray ? null : Object.keys(value)
  const size = keys === null ? (value as unknown[]).length : keys.length
  if (walk.nodesLeft < 0) return
  if (size > walk.nodesLeft) {
    walk.nodesLeft = -1
    report(walk, '', 'too_many_values', `more than ${walk.valuesMax} values; send less at once`)
    return
  }
  walk.nodesLeft -= size
  for (let at = 0; at < size; at++) {
    if (keys === null) {
      visitChild(walk, (value as unknown[])[at], where, at, depth)
      continue
    }
    const key = keys[at] as string
    checkKey(walk, key, where)
    visitChild(walk, (value as Record<string, unknown>)[key], where, key, depth)
  }
}

function visitChild(
  walk: Walk,
  child: unknown,
  parent: Where,
  step: string | number,
  depth: number,
): void {
  // Most values are sound scalars: they need no place to be named.
  if (typeof child === 'string' ? isSound(child) : typeof child === 'boolean') return
  visit(walk, child, { parent, step }, depth + 1)
}

function checkKey(walk: Walk, key: string, parent: Where): void {
  if (FORBIDDEN_KEYS.has(key)) {
    report(walk, pointerOf({ parent, step: key }), 'forbidden_key', `rename the key \`${key}\``)
  } else if (!isSound(key)) checkText(walk, key, { parent, step: key })
}

function checkText(walk: Walk, text: string, where: Where): void {
  if (text.includes('\u0000')) {
    report(walk, pointerOf(where), 'null_character', 'remove the character `\\u0000`')
  } else if (!isSound(text)) {
    report(walk, pointerOf(where), 'lone_surrogate', 'remove the half of a surrogate pair')
  }
}

/** No U+0000 and no lone surrogate. Charcode by charcode: most texts are short. */
function isSound(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0) return false
    if (unit < 0xd800 || unit > 0xdfff) continue
    const next = text.charCodeAt(at + 1)
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false
    at++
  }
  return true
}
