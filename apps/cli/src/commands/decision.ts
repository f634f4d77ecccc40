import type { CounterfactualAnswer, DecisionRecord } from '@gatehouse/contract'
import { askServer, SERVER_HELP, ServerRefusal, type Question } from '../ask-server.ts'
import type { Command, Terminal } from '../command.ts'
import { explainCounterfactual } from '../explain-counterfactual.ts'
import { explainDecision } from '../explain-decision.ts'

const TIMEOUT_MS = 10_000

/** A ruleset that cannot be read any more does not keep the rest from being shown. */
async function whatElse(question: Question, terminal: Terminal): Promise<string> {
  try {
    return explainCounterfactual((await askServer(question, terminal)) as CounterfactualAnswer)
  } catch (error) {
    if (!(error instanceof ServerRefusal)) throw error
    return `what would have changed it cannot be told: ${error.message}`
  }
}

export const decisionCommand: Command = {
  name: 'decision',
  operands: ['ID'],
  summary: 'print a stored decision and what it was made of',
  details: `Asks a running server for a decision and prints it for a person: outcome, score, reasons with their
points, rules, what would have changed it, signals, and what was unknown. ${SERVER_HELP}`,
  options: {
    json: { doc: 'print the stored body as JSON' },
    signals: { doc: 'print every signal, those that saw nothing and the unknown ones too' },
  },
  async run(input, terminal) {
    const id = input.positionals[0]!
    const path = `/v1/decisions/${encodeURIComponent(id)}`
    const notFound = `there is no decision \`${id}\` in this shop: by the number of an order it is found with \`GET /v1/decisions?transaction_id=\``
    const question = { method: 'GET', path, timeoutMs: TIMEOUT_MS, notFound } as const
    const record = (await askServer(question, terminal)) as DecisionRecord
    if (input.flag('json')) {
      terminal.print(JSON.stringify(record, null, 2))
      return 0
    }
    const counterfactual =
      record.override === undefined
        ? await whatElse({ ...question, path: `${path}/counterfactual` }, terminal)
        : ''
    terminal.print(explainDecision(record, { allSignals: input.flag('signals'), counterfactual }))
    return 0
  },
}
