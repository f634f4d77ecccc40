import { openChatCompletions, type ChatCompletionsSettings } from '@gatehouse/connectors'
import { openConfiguredDoor, type NameResolver } from '@gatehouse/egress'
import type { RuleWriter } from './propose-rule.ts'

/** The text model that the operator named; `null`: none. */
export function openRuleWriter(
  settings: ChatCompletionsSettings | null,
  resolver: NameResolver,
): RuleWriter | null {
  if (settings === null) return null
  const door = openConfiguredDoor({ origins: [new URL(settings.url).origin], resolver })
  return { model: openChatCompletions(door, settings), name: settings.model }
}
