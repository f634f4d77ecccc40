import { readFileSync, writeFileSync } from 'node:fs'
import type { ChainAnchor, ChainReport } from '@gatehouse/store'
import { CliError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { iso, onStore, operator, required, WHERE } from '../on-store.ts'
import { showProgress } from '../progress.ts'
import { readAnchors } from '../record/read-anchors.ts'
import { renderChains } from '../record/render-chains.ts'

const recordVerifyCommand: Command = {
  name: 'record verify',
  operands: [],
  summary: 'prove that nobody has touched the journal and the audit log',
  details: `Walks the chain of seals over the journal and the one over the audit log, computes every hash anew
from what the tables hold, and names what is not as it was sealed: rows that were changed, removed,
inserted, moved or reordered, seals that were changed, removed or made by somebody else. That the end
was cut off is seen with --anchor alone: what \`gatehouse record anchor\` printed, kept elsewhere. ${WHERE}
Exit code 1: something is not as it was sealed.`,
  options: {
    anchor: { value: 'FILE', doc: 'history up to there has to be what it was then' },
    json: { value: 'FILE', doc: 'write the whole report as JSON' },
  },
  async run(input, terminal) {
    const file = input.text('anchor')
    const anchors = file === undefined ? [] : readAnchors(readFileSync(file, 'utf8'), file)
    const startedMs = performance.now()
    const chains = await onStore(terminal, async ({ recordChain }) => {
      const progress = showProgress('verify', terminal)
      const onProgress = (rows: number, of: number) => progress.update(rows / of, rows)
      try {
        const reports: ChainReport[] = []
        for (const chain of ['journal', 'audit'] as const) {
          reports.push(await recordChain.verify(chain, { anchors, onProgress }))
        }
        return reports
      } finally {
        progress.stop()
      }
    })
    const seconds = (performance.now() - startedMs) / 1000
    terminal.print(renderChains(chains, anchors, seconds))
    const json = input.text('json')
    if (json !== undefined) {
      writeFileSync(json, `${JSON.stringify({ chains, anchors, seconds }, null, 2)}\n`)
    }
    return chains.every((chain) => chain.findings_total === 0) ? 0 : 1
  },
}

const recordAnchorCommand: Command = {
  name: 'record anchor',
  operands: [],
  summary: 'print where the record has come to, to be kept elsewhere',
  details: `Prints number and hash of the newest seal of the journal and of the audit log as JSON. Keep it where
nobody who can write to the database can change it: \`gatehouse record verify --anchor FILE\` proves
with it that history up to there is what it is now. ${WHERE}`,
  options: {},
  async run(_input, terminal) {
    const anchors: readonly ChainAnchor[] = await onStore(terminal, ({ recordChain }) =>
      recordChain.anchors(),
    )
    if (anchors.length === 0)
      throw new CliError('invalid', 'nothing is sealed yet: start the server')
    terminal.print(JSON.stringify({ taken_at: iso(Date.now()), anchors }, null, 2))
    return 0
  },
}

const recordRetireCommand: Command = {
  name: 'record retire',
  operands: ['MONTH'],
  summary: 'drop a month of the journal for good',
  details: `Drops everything that was received in MONTH (\`2026-11\`): decisions, events and labels with their
signals. Who did it and why stays in the audit log, and the seals stay too, so that
\`gatehouse record verify\` tells these rows from rows that somebody has taken away. ${WHERE}`,
  options: { note: { value: 'TEXT', doc: 'why, for the audit log (required)' } },
  async run(input, terminal) {
    const month = input.positionals[0]!
    const note = required(input, 'note')
    const rows = await onStore(terminal, ({ recordChain }) =>
      recordChain.retire({ month, author: operator(), note }),
    )
    terminal.print(`${rows} rows of ${month} are gone`)
    return 0
  },
}

export const recordCommands: readonly Command[] = [
  recordVerifyCommand,
  recordAnchorCommand,
  recordRetireCommand,
]
