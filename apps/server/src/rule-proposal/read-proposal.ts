import type { Rule, Ruleset } from '@gatehouse/contract'
import { stringify } from 'yaml'
import type { Validate } from '../http/validator.ts'
import { examine, type Catalogue } from '../ruleset-examine.ts'
import { checkOf } from '../ruleset-issues.ts'
import { readsOf } from '../ruleset-reads.ts'
import { readSource } from '../ruleset-source.ts'
import type { ProposalFault } from './instructions.ts'

/** A rule that could be published as it stands. */
export interface Proposal {
  readonly rule: Rule
  readonly yaml: string
  readonly reads: readonly string[]
  readonly tests: number
}

export type ProposalRead =
  | { readonly ok: true; readonly proposal: Proposal }
  | { readonly ok: false; readonly faults: readonly ProposalFault[] }

/** An answer is one rule: what is longer is something else. */
const ANSWER_LENGTH_MAX = 16_384
const FAULTS_SHOWN_MAX = 10
const FENCED = /```(?:ya?ml)?[^\S\n]*\n([\s\S]*?)```/
const LINE_WIDTH = 100

/**
 * Reads what a text model answered as one rule, and holds it to what every ruleset is held to:
 * schema, names, types, cost, cases. What it says beside that is nobody's instruction.
 */
export function readProposal(
  answer: string,
  catalogue: Catalogue,
  plainLists: readonly string[],
  validate: Validate,
): ProposalRead {
  if (answer.length > ANSWER_LENGTH_MAX) return faulty('the answer is longer than a rule can be')
  const item = (FENCED.exec(answer)?.[1] ?? answer).trim()
  if (!item.startsWith('- ')) return faulty('the answer is no item of a list: begin with `- id:`')

  const read = readSource({ yaml: `${frame(plainLists)}${item}\n` }, validate)
  if (!read.ok) return { ok: false, faults: read.check.issues.slice(0, FAULTS_SHOWN_MAX) }
  const { ruleset } = read.source
  const [rule, ...more] = ruleset.rules
  if (rule === undefined || more.length > 0 || Object.keys(ruleset).length !== FRAME_KEYS) {
    return faulty('the answer is not one rule alone')
  }
  const expected = new Set((rule.tests ?? []).map(({ expect }) => expect))
  if (!expected.has('hit') || !expected.has('no_hit')) {
    return faulty('`tests` needs a case that hits and one that does not (`expect: no_hit`)')
  }
  const check = checkOf(read.source, examine(ruleset, catalogue))
  const failed = check.tests.failed.map(({ name, message }) => ({
    message: `the case \`${name}\`: ${message}`,
    snippet: null,
  }))
  const faults = [...check.issues, ...failed].slice(0, FAULTS_SHOWN_MAX)
  if (faults.length > 0) return { ok: false, faults }
  return {
    ok: true,
    proposal: {
      rule,
      yaml: stringify([rule], { lineWidth: LINE_WIDTH }),
      reads: readsOf(ruleset, catalogue.declarations).signals,
      tests: check.tests.passed,
    },
  }
}

/** A ruleset around the rule, because only rulesets are checked. */
function frame(plainLists: readonly string[]): string {
  const head: Omit<Ruleset, 'rules'> = {
    name: 'proposal',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 0, submit_to_processor: 0 },
    lists: [...plainLists],
  }
  return `${stringify(head)}rules:\n`
}
const FRAME_KEYS = 6

function faulty(message: string): ProposalRead {
  return { ok: false, faults: [{ message, snippet: null }] }
}
