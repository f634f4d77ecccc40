import type { ChatCompletionsSettings } from '@gatehouse/connectors'
import type { Environment, Fault } from './environment.ts'
import { readForeignSecret } from './foreign-secret.ts'

const TIMEOUT_S = 60
const TIMEOUT_S_MAX = 300

/** The text model that writes rules from sentences; `null`: none. */
export function readRuleWriter(env: Environment, fault: Fault): ChatCompletionsSettings | null {
  const url = env['RULE_WRITER_URL']
  const model = env['RULE_WRITER_MODEL']
  if (!url && !model) return null
  if (!url || !model) {
    fault('`RULE_WRITER_URL` and `RULE_WRITER_MODEL` belong together: give both')
    return null
  }
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.username !== '') {
    fault(
      '`RULE_WRITER_URL` must be an `https:` address, such as `https://host/v1/chat/completions`',
    )
  }
  const secret = readForeignSecret(env, 'RULE_WRITER_SECRET', fault)
  return { url, model, secret, timeoutMs: readTimeout(env['RULE_WRITER_TIMEOUT_S'], fault) * 1000 }
}

function readTimeout(text: string | undefined, fault: Fault): number {
  if (!text) return TIMEOUT_S
  const seconds = Number(text)
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= TIMEOUT_S_MAX) return seconds
  fault(`\`RULE_WRITER_TIMEOUT_S\` is \`${text}\`: give whole seconds from 1 to ${TIMEOUT_S_MAX}`)
  return TIMEOUT_S
}
