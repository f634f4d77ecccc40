import type { Outcome, RuleOutcome, TranslatedText } from '@gatehouse/contract'
import type { CompiledRule } from './rule.ts'
import type { Settlement } from './settle.ts'
import type { CompiledRuleset } from './snapshot.ts'

const FALLBACK_LANGUAGE = 'en'

/**
 * What the shopper is to read: the message of the heaviest rule that led to the outcome and has
 * one, else the words of the outcome. A rule that asked for the outcome led to it; where none did,
 * the score, and with it the rules that took points. A policy or an approval by score has the
 * outcome's words.
 */
export function wordsFor(
  { messages }: Pick<CompiledRuleset, 'messages'>,
  counted: readonly CompiledRule[],
  settled: Pick<Settlement, 'outcome'>,
  outcome: Outcome,
): TranslatedText | undefined {
  if (settled.outcome !== outcome) return messages[outcome]
  const asking = counted.filter(
    (rule) => rule.outcome !== null && leadsTo(rule.outcome) === outcome,
  )
  const byScore = outcome === 'approve' ? [] : counted.filter(({ weight }) => weight > 0)
  const led = asking.length > 0 ? asking : byScore
  let heaviest: CompiledRule | null = null
  for (const rule of led) {
    if (rule.message !== null && rule.weight > (heaviest?.weight ?? -Infinity)) heaviest = rule
  }
  return heaviest?.message ?? messages[outcome]
}

function leadsTo(asked: RuleOutcome): Outcome {
  if (asked === 'deny_list') return 'decline'
  return asked === 'allow_list' ? 'approve' : asked
}

/** The words in the shopper's language, by its tag, its primary language, or in English. */
export function messageFor(
  words: TranslatedText | undefined,
  language: string | undefined,
): string {
  if (words === undefined) return ''
  const tag = language ?? FALLBACK_LANGUAGE
  return words[tag] ?? words[tag.split('-')[0]!] ?? words[FALLBACK_LANGUAGE] ?? ''
}
