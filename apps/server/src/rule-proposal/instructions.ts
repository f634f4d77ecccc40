import { REASONS, type RulesetIssue, type SignalDeclaration } from '@gatehouse/contract'
import type { ModelMessage } from '@gatehouse/connectors'

/** What the model may name, and whom it writes for. No order and no customer is part of it. */
export interface ProposalScope {
  readonly declarations: readonly SignalDeclaration[]
  /** Lists that `x in lists.NAME` may ask. */
  readonly plainLists: readonly string[]
}

const FORM = `You write one rule for a fraud-defence system of an online shop. Answer with one item of a YAML
list and nothing else: no explanation, no second rule.

- id: ships_to_forwarder_500          # a-z, 0-9, _
  when: shipping.names_forwarder && order.amount > 500.0
  when_unknown: skip                  # or hit: what happens if a signal that decides it has no value
  outcome: review                     # optional: approve, challenge, review, decline
  weight: 20                          # optional: points off a trust of 100; a rule has a weight, an outcome or both
  reason: RESHIPPER_ADDRESS            # one of the reason codes below
  text: over 500 and sent to a forwarder   # for the analyst, in the language of the wish
  tests:                              # at least one hit and one no_hit
    - name: 600 to a forwarder
      signals: { shipping.names_forwarder: true, order.amount: 600 }
      expect: hit
    - name: exactly 500
      signals: { shipping.names_forwarder: true, order.amount: 500 }
      expect: no_hit

The condition is CEL: && || ! == != < <= > >= + - * / % in ?: and known(signal). A text is written
"so" and has contains, startsWith, endsWith, matches (RE2), lowerAscii, size. An int and a double are
compared freely; doubles are written 500.0. There are no signals but those below. Money is in the
currency of the shop. Quote a condition that begins with ! in YAML: '!ip.is_vpn'.
Where nothing below can say what is wished, answer with the nearest rule that can be said.`

/** The conversation before the first answer. */
export function firstMessages(wish: string, scope: ProposalScope): ModelMessage[] {
  return [
    { role: 'system', content: `${FORM}\n\n${catalogue(scope)}` },
    { role: 'user', content: wish },
  ]
}

function catalogue({ declarations, plainLists }: ProposalScope): string {
  const signals = declarations.map(({ name, type, doc }) => `${name} ${type}: ${doc}`)
  const reasons = Object.entries(REASONS).map(([code, { en }]) => `${code}: ${en}`)
  const lists = plainLists.map((name) => `lists.${name}`)
  return [
    `Signals:\n${signals.join('\n')}`,
    `Reason codes:\n${reasons.join('\n')}`,
    ...(lists.length === 0 ? [] : [`Lists, for \`x in lists.NAME\`: ${lists.join(', ')}`]),
  ].join('\n\n')
}

/** What is said to an answer that cannot be used: the same that a person would be shown. */
export function correction(faults: readonly ProposalFault[]): ModelMessage {
  const lines = faults.map(({ message, snippet }) =>
    snippet === null ? `- ${message}` : `- ${message}\n${snippet}`,
  )
  return {
    role: 'user',
    content: `That cannot be used:\n${lines.join('\n')}\nAnswer with the whole corrected item and nothing else.`,
  }
}

/** Why an answer is no rule that could go live. */
export type ProposalFault = Pick<RulesetIssue, 'message' | 'snippet'>
