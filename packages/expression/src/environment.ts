import type { SignalDeclaration } from '@gatehouse/contract'

/** What an expression may name, and what it must give. */
export interface Environment {
  /** In the order of the vectors the expression will see. */
  readonly signals: readonly SignalDeclaration[]
  /** Names of the lists, in the order of the matchers the expression will see: `x in lists.NAME`. */
  readonly lists: readonly string[]
  /** `bool` for rules; `number` (int or double) for what is added up. */
  readonly result: 'bool' | 'number' | 'string'
}

/** Answers whether a list holds a value. It must be pure for the time of one decision. */
export interface ListMatcher {
  has(value: string): boolean
}

/** One matcher per declared list; `undefined` where it could not be loaded: membership is unknown. */
export type ListMatchers = readonly (ListMatcher | undefined)[]
