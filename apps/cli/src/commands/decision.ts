import type { DecisionRecord } from '@gatehouse/contract'
import { askServer, SERVER_HELP } from '../ask-server.ts'
import type { Command } from '../command.ts'
import { explainDecision } from '../explain-decision.ts'

const TIMEOUT_MS = 10_000

export const decisionCommand: Command = {
  name: 'decision',
  operands: ['ID'],
  summary: 'print a stored decision and what it was made of',
  details: `Asks a running server for a decision and prints it for a person: outcome, score, reasons with their
points, rules, signals, and what was unknown. ${SERVER_HELP}`,
  options: {
    json: { doc: 'print the stored body as JSON' },
    signals: { doc: 'print every signal, those that saw nothing and the unknown ones too' },
  },
  async run(input, terminal) {
    const id = input.positionals[0]!
    const path = `/v1/decisions/${encodeURIComponent(id)}`
    const notFound = `there is no decision \`${id}\` in this shop`
    const question = { method: 'GET', path, timeoutMs: TIMEOUT_MS, notFound } as const
    const record = (await askServer(question, terminal)) as DecisionRecord
    terminal.print(
      input.flag('json')
        ? JSON.stringify(record, null, 2)
        : explainDecision(record, { allSignals: input.flag('signals') }),
    )
    return 0
  },
}
