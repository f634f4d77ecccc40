import { CARD_PROCESSORS_ELSEWHERE } from './card-processors-elsewhere.ts'
import { CARD_PROCESSORS_EUROPE } from './card-processors-europe.ts'
import { CARD_PROCESSORS_GLOBAL } from './card-processors-global.ts'
import { OTHER_PROCESSORS } from './other-processors.ts'
import type { Processor } from './processor.ts'

/**
 * Known payment processors. A host that is in here takes payments for others, which says nothing
 * about them: fraudsters have accounts too.
 */
export const PROCESSORS: readonly Processor[] = [
  ...CARD_PROCESSORS_GLOBAL,
  ...CARD_PROCESSORS_EUROPE,
  ...CARD_PROCESSORS_ELSEWHERE,
  ...OTHER_PROCESSORS,
]
