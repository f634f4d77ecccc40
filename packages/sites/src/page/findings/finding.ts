import type { Finding } from '../../layer.ts'
import { PAGE_FINDINGS, type PageFindingCode } from './finding-codes.ts'
import type { PageContext } from './page-context.ts'

/** One thing that is looked for on a page. Never throws; hostile text never goes into a finding. */
export type PageRule = (page: PageContext) => readonly Finding[]

/** A finding with the weight of the table. `text` is ours, with figures of the page at most. */
export function finding(code: PageFindingCode, text: string): Finding {
  return { code, text, logOdds: PAGE_FINDINGS[code].logOdds }
}
