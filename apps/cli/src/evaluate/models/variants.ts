import type { ColumnGroup } from './column-groups.ts'

/** What a model of each variant learns from; each signal variant has what the one before it has. */
export const LEARNED_VARIANTS = {
  raw: ['raw'],
  order: ['order'],
  windows: ['order', 'windows'],
  links: ['order', 'windows', 'links'],
  history: ['order', 'windows', 'links', 'history'],
  everything: ['raw', 'order', 'windows', 'links', 'history'],
} as const satisfies Readonly<Record<string, readonly ColumnGroup[]>>
export type LearnedVariant = keyof typeof LEARNED_VARIANTS

/** Those of which the one that does better on the development orders is the answer. */
export const WHOLE_VARIANTS = ['history', 'everything'] as const satisfies readonly LearnedVariant[]

/** What learns from no label. */
export const OTHER_VARIANTS = ['packs', 'anomaly'] as const
export type ModelVariant = LearnedVariant | (typeof OTHER_VARIANTS)[number]
