/**
 * Every bound of the language in one place. A rule is written by a person and runs on every order,
 * so each bound is far above what a person writes and low enough that the worst rule ends soon.
 */

/** Characters of one expression. The longest rule of the shipped packs has about 300. */
export const SOURCE_LENGTH_MAX_CHARS = 8_000

/** Open brackets at one place. The parser is recursive: this keeps it far from the stack's end. */
export const BRACKET_DEPTH_MAX = 32

/** Nodes of the syntax tree after macros are expanded. */
export const NODES_MAX = 2_000

/** Levels of the syntax tree (chains of `&&`, of `||` and of dots count once). */
export const TREE_DEPTH_MAX = 64

/** Comprehensions (`exists`, `all`, `filter` ...) inside each other. */
export const COMPREHENSION_NESTING_MAX = 2

/**
 * Elements of a list that an expression may walk; a cart of more lines is an error of that rule
 * (`cost_limit`), not a long wait.
 */
export const LIST_LENGTH_MAX = 500

/** Characters of a string that an operation may scan, fold or build. */
export const STRING_LENGTH_MAX_CHARS = 10_000

/** Characters of a regular expression; RE2 compiles in time and space linear in this. */
export const PATTERN_LENGTH_MAX_CHARS = 1_000

/**
 * Characters and classes of a pattern once its counted repeats are written out: what a long text may
 * cost each of its characters. `x{0,1000}` against 500 characters took 130 ms.
 */
export const PATTERN_SIZE_MAX = 250

/**
 * What compiling a class such as `\\p{L}` costs as a multiple of a character: it is spelled out in
 * hundreds of ranges, 0.2 to 0.4 ms against 0.01 ms.
 */
export const UNICODE_CLASS_COST = 40

/**
 * Steps one evaluation may take: nodes, multiplied by the list bounds around them. A step is about
 * 10 ns, so the costliest rule that can be published stays near 20 ms.
 */
export const COST_MAX_STEPS = 2_000_000

/** Steps charged for scanning a string of the greatest length. */
export const STRING_SCAN_STEPS = 100

/**
 * Steps charged for matching a regular expression against a long text, for so many characters and
 * classes of the pattern (`PATTERN_SIZE_MAX`).
 */
export const PATTERN_MATCH_STEPS = 1_000
export const PATTERN_MATCH_SIZE = 25
