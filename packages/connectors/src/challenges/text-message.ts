import { EgressError, type ConfiguredDoor } from '@gatehouse/egress'
import { isPassing } from '../scores/score-provider.ts'

/** A gateway for text messages that takes one over HTTP: most do. */
export interface TextMessageSettings {
  readonly url: string
  /** Name and value of the header that says who asks; `null`: none. */
  readonly header: { readonly name: string; readonly value: string } | null
  /** How fields are written: JSON, or a form as Twilio wants it. */
  readonly format: 'json' | 'form'
  /** Names of the fields for number and text. */
  readonly toField: string
  readonly textField: string
  /** Fields that are always the same: the sender, a campaign. */
  readonly fixed: Readonly<Record<string, string>>
}

export interface MessageResult {
  readonly isSent: boolean
  /** Another try makes sense. */
  readonly isTemporary: boolean
  /** For the log, without the number or the text; `null` when it was taken. */
  readonly problem: string | null
}

export interface TextMessageSender {
  /** @param id the same on every try: a gateway that knows idempotency keys sends it once */
  send(to: string, text: string, id: string, signal: AbortSignal): Promise<MessageResult>
}

const ANSWER_BYTES_MAX = 65_536
const TIMEOUT_MS = 10_000

export function openTextMessages(
  door: ConfiguredDoor,
  settings: TextMessageSettings,
): TextMessageSender {
  const { url, header, format, toField, textField, fixed } = settings
  const headers = {
    'content-type': format === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
    accept: 'application/json',
    ...(header === null ? {} : { [header.name]: header.value }),
  }
  return {
    async send(to, text, id, signal) {
      const fields = { ...fixed, [toField]: to, [textField]: text }
      const body =
        format === 'json' ? JSON.stringify(fields) : new URLSearchParams(fields).toString()
      try {
        const { status } = await door.send({
          method: 'POST',
          url,
          headers: { ...headers, 'idempotency-key': id },
          body: Buffer.from(body),
          limits: { bytesMax: ANSWER_BYTES_MAX, timeoutMs: TIMEOUT_MS },
          signal,
        })
        if (status >= 200 && status < 300)
          return { isSent: true, isTemporary: false, problem: null }
        return { isSent: false, isTemporary: isPassing(status), problem: `status ${status}` }
      } catch (error) {
        if (!(error instanceof EgressError)) throw error
        const isTemporary = error.code !== 'refused_target' && error.code !== 'tls_failed'
        return { isSent: false, isTemporary, problem: error.code }
      }
    },
  }
}
