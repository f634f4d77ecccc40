import type { ChainAnchor, ChainFinding, ChainReport } from '@gatehouse/store'
import { number, right, textTable } from '../text-table.ts'

const SHOWN_MAX = 10

const WHAT: Readonly<Record<ChainFinding['what'], string>> = {
  changed: 'was changed since it was sealed',
  removed: 'is gone, and its month was not retired',
  inserted: 'was put among rows that were sealed without it',
  moved: 'stands somewhere else than when it was sealed',
  reordered: 'stands in another order than when it was sealed',
  seal_changed: 'does not fit what it seals and the seal before it',
  seal_missing: 'is missing',
  seal_not_ours: 'was not made with the secret of this installation',
  ends_before_anchor: 'is missing: the end of the chain was cut off',
  anchor_differs: 'is another one than the anchor says: history was made anew',
}

/** The report of `record verify` as a person reads it. */
export function renderChains(
  chains: readonly ChainReport[],
  anchors: readonly ChainAnchor[],
  seconds: number,
): string {
  const rows = chains.reduce((sum, chain) => sum + chain.rows, 0)
  const head = ['', 'seals', 'rows', 'unchanged', 'retired', 'not sealed yet', 'not as sealed']
  const table = chains.map((chain) => [
    chain.chain,
    right(number(chain.seals)),
    right(number(chain.rows)),
    right(number(chain.unchanged)),
    right(number(chain.retired)),
    right(number(chain.unsealed)),
    right(number(chain.findings_total)),
  ])
  const rate = number(Math.round(rows / Math.max(seconds, 0.001)))
  const parts = [
    textTable([head, ...table]),
    `${seconds.toFixed(1)} s, ${rate} rows/s${anchors.length === 0 ? '; no anchor: that the end was cut off would not be seen' : ''}`,
  ]
  for (const { chain, findings, findings_total: total } of chains) {
    if (total === 0) continue
    const lines = findings
      .slice(0, SHOWN_MAX)
      .map(({ what, seal, id }) =>
        id === null ? `  seal ${seal} ${WHAT[what]}` : `  ${id} (seal ${seal}) ${WHAT[what]}`,
      )
    if (total > lines.length) lines.push(`  and ${number(total - lines.length)} more`)
    parts.push(`${chain}, the first one first:\n${lines.join('\n')}`)
  }
  return parts.join('\n\n')
}
