import { isMap, isNode, isScalar, isSeq, Lexer, Parser, type Node, type Scalar } from 'yaml'

/** A ruleset nests 8 levels; a key and its value may count as two. */
const LEVELS_MAX = 64
/** A thousand rules with cases are some 100,000; a lexeme takes some microseconds to compose. */
const LEXEMES_MAX = 200_000

/**
 * Finds where YAML passes a bound, before it is composed. Composing recurses, and a regular
 * expression that V8 has to compile close to the end of the stack ends the process: no `catch`
 * would help.
 *
 * @returns what is wrong and the offset of it; `null` where nothing is
 */
export function beyondBounds(text: string): { message: string; offset: number } | null {
  const parser = new Parser()
  let lexemes = 0
  for (const lexeme of new Lexer().lex(text)) {
    // What the parser yields is not looked at: only how deep it is.
    for (const _ of parser.next(lexeme));
    const offset = Math.min(parser.offset, text.length)
    if (parser.stack.length > LEVELS_MAX) {
      return { message: `nests deeper than ${LEVELS_MAX} levels: nest less`, offset }
    }
    if (++lexemes > LEXEMES_MAX) {
      return { message: `more than ${LEXEMES_MAX} words and signs: split the ruleset`, offset }
    }
  }
  return null
}

/**
 * The keys that occur twice in their map. `yaml` would compare each key with each other: half a
 * minute for a megabyte of them.
 */
export function duplicateKeys(root: Node | null): Scalar[] {
  const found: Scalar[] = []
  const visit = (node: unknown): void => {
    if (isSeq(node)) node.items.forEach(visit)
    if (!isMap(node)) return
    const keys = new Set<unknown>()
    for (const { key, value } of node.items) {
      if (isScalar(key)) {
        if (keys.has(key.value)) found.push(key)
        keys.add(key.value)
      }
      if (isNode(value)) visit(value)
    }
  }
  visit(root)
  return found
}
