import type { RuleProposal } from '@gatehouse/contract'
import type { ModelMessage, TextModel } from '@gatehouse/connectors'
import { PLAIN_KINDS } from '@gatehouse/pipeline'
import { ApiError } from '../http/api-error.ts'
import type { Validate } from '../http/validator.ts'
import type { Catalogue } from '../ruleset-examine.ts'
import { correction, firstMessages, type ProposalFault } from './instructions.ts'
import { readProposal } from './read-proposal.ts'

/** Who writes rules from sentences. */
export interface RuleWriter {
  readonly model: TextModel
  /** Its name, as it is shown. */
  readonly name: string
}

/** A model that has not got it right by then will not. */
const ROUNDS_MAX = 3

/**
 * Asks a text model for a rule until one type-checks and its cases pass; each time it is told what
 * is wrong in the words that a person would read. Nothing is stored, nothing goes live.
 *
 * @throws ApiError `text_model_failed` without an answer, `no_proposal` without a rule that holds
 */
export async function proposeRule(
  wish: string,
  { model, name }: RuleWriter,
  catalogue: Catalogue,
  validate: Validate,
): Promise<RuleProposal> {
  const plainLists = catalogue.lists
    .filter(({ kind }) => PLAIN_KINDS.some((plain) => plain === kind))
    .map((list) => list.name)
  const scope = { declarations: catalogue.declarations, plainLists }
  const messages: ModelMessage[] = firstMessages(wish, scope)
  let faults: readonly ProposalFault[] = []
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const answer = await model.write(messages)
    if (!answer.ok) throw new ApiError('text_model_failed', { detail: answer.problem })
    const read = readProposal(answer.text, catalogue, plainLists, validate)
    if (read.ok)
      return { ...read.proposal, reads: [...read.proposal.reads], rounds: round, model: name }
    faults = read.faults
    messages.push({ role: 'assistant', content: answer.text }, correction(faults))
  }
  throw new ApiError('no_proposal', {
    detail: faults[0]!.message,
    issues: faults.map(({ message, snippet }) => ({
      pointer: '/text',
      code: 'no_proposal',
      message: snippet === null ? message : `${message}\n${snippet}`,
    })),
  })
}
