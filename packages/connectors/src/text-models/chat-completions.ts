import { EgressError, type ConfiguredDoor } from '@gatehouse/egress'
import { readPointer } from '../scores/http/http-score.ts'

/** One turn of a conversation with a text model. */
export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

export type ModelText =
  | { readonly ok: true; readonly text: string }
  /** Why there is no text, for the log and for whoever asked: never what was sent. */
  | { readonly ok: false; readonly problem: string }

/** Something that goes on with a text: a service, or a server in the own network. */
export interface TextModel {
  /** Never throws: what cannot be had is a problem. */
  write(messages: readonly ModelMessage[], signal?: AbortSignal): Promise<ModelText>
}

export interface ChatCompletionsSettings {
  /** The whole address of the call, for example `http://127.0.0.1:8000/v1/chat/completions`. */
  readonly url: string
  readonly model: string
  /** Sent as `Authorization: Bearer`; `null`: nobody asks who it is. */
  readonly secret: string | null
  readonly timeoutMs: number
}

const ANSWER_BYTES_MAX = 262_144
/** A rule with its cases is some hundred tokens; more is a model that does not stop. */
const ANSWER_TOKENS_MAX = 2000

/**
 * A server that speaks the `chat/completions` call, which hosted services and the servers that
 * people run themselves (vLLM, llama.cpp, Ollama ...) have in common.
 */
export function openChatCompletions(
  door: ConfiguredDoor,
  { url, model, secret, timeoutMs }: ChatCompletionsSettings,
): TextModel {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
  }
  return {
    async write(messages, signal) {
      const request = { model, messages, temperature: 0, max_tokens: ANSWER_TOKENS_MAX }
      try {
        const { status, body } = await door.send({
          method: 'POST',
          url,
          headers,
          body: Buffer.from(JSON.stringify(request)),
          limits: { bytesMax: ANSWER_BYTES_MAX, timeoutMs },
          ...(signal === undefined ? {} : { signal }),
        })
        return status === 200 ? readText(body) : failed(`it answered with status ${status}`)
      } catch (error) {
        if (error instanceof EgressError) return failed(error.message)
        throw error
      }
    },
  }
}

function readText(body: Uint8Array): ModelText {
  let answer: unknown
  try {
    answer = JSON.parse(Buffer.from(body).toString())
  } catch {
    return failed('its answer is not JSON')
  }
  const text = readPointer(answer, '/choices/0/message/content')
  return typeof text === 'string' ? { ok: true, text } : failed('its answer holds no text')
}

function failed(problem: string): ModelText {
  return { ok: false, problem }
}
