import {
  LIST_LENGTH_MAX,
  PATTERN_MATCH_SIZE,
  PATTERN_MATCH_STEPS,
  STRING_SCAN_STEPS,
} from './limits.ts'
import type { Node } from './node.ts'
import { childrenOf } from './node.ts'
import { patternSize } from './pattern-size.ts'
import { isList } from './types.ts'

const SCANS_TEXT = new Set([
  'contains',
  'startsWith',
  'endsWith',
  'lowerAscii',
  'upperAscii',
  'trim',
  'size',
  'int',
  'double',
])
const COMPARES = new Set(['_==_', '_!=_', '_<_', '_<=_', '_>_', '_>=_', '@in', '_+_'])

/**
 * Most steps one evaluation can take: every node once, times the longest list it can be walked for.
 * All lists and texts are bounded (`limits.ts`), so this is a bound and not a guess.
 */
export function costOf(node: Node): number {
  if (node.kind !== 'comprehension') {
    let cost = 1 + ownCost(node)
    for (const child of childrenOf(node)) cost += costOf(child)
    return cost
  }
  const body = (node.test ? costOf(node.test) : 0) + (node.step ? costOf(node.step) : 0)
  return 1 + costOf(node.range) + lengthBound(node.range) * (1 + body)
}

function ownCost(node: Node): number {
  if (node.kind !== 'call') return 0
  if (node.name === 'matches') return matchCost(node.args[1])
  let cost = 0
  if (COMPARES.has(node.name)) {
    for (const arg of node.args) {
      if (isList(arg.type)) cost += lengthBound(arg)
      else if (arg.type === 'string' && arg.kind !== 'constant') cost = Math.max(cost, 1)
    }
  }
  return SCANS_TEXT.has(node.name) && node.args[0]?.type === 'string' ? STRING_SCAN_STEPS : cost
}

/** A text is compared with every part of the pattern at each of its characters. */
function matchCost(pattern: Node | undefined): number {
  const { value } = pattern?.kind === 'constant' ? pattern : { value: '' }
  const source = typeof value === 'string' ? value : ''
  return PATTERN_MATCH_STEPS * Math.max(1, patternSize(source) / PATTERN_MATCH_SIZE)
}

/** Most elements a list can have: what is written there, or the bound of all lists. */
export function lengthBound(node: Node): number {
  switch (node.kind) {
    case 'list':
      return node.elements.length
    case 'comprehension':
      return lengthBound(node.range)
    case 'conditional':
      return Math.max(lengthBound(node.yes), lengthBound(node.no))
    case 'call':
      return node.name === '_+_'
        ? node.args.reduce((sum, arg) => sum + lengthBound(arg), 0)
        : LIST_LENGTH_MAX
    default:
      return LIST_LENGTH_MAX
  }
}
