import { EgressError, type ConfiguredDoor } from '@gatehouse/egress'
import { SubmissionError, type SubmissionPort } from './submission-port.ts'

export const WEB_RISK_API = 'https://webrisk.googleapis.com'

export interface WebRiskSettings {
  /** `https://webrisk.googleapis.com` */
  readonly api: string
  /** Number of the project that Google has allowed to submit. */
  readonly project: string
  /** A bearer token of OAuth 2 with the scope `cloud-platform`; they live an hour, so it is asked for. */
  readonly token: () => Promise<string>
}

const PROJECT = /^\d{1,20}$/
const ANSWER_BYTES_MAX = 65_536
const TIMEOUT_MS = 15_000

/** Submissions of the Web Risk API, v1: `projects.submissions.create` (discovery document, 2023). */
export function openWebRiskSubmissions(
  door: ConfiguredDoor,
  { api, project, token }: WebRiskSettings,
): SubmissionPort {
  if (!PROJECT.test(project)) throw new RangeError('a project is named by its number')
  return {
    name: 'web_risk',
    async submit({ url }, signal) {
      const { status, body } = await sent(door, {
        url: `${api}/v1/projects/${project}/submissions`,
        token: await token(),
        body: { uri: url },
        signal,
      })
      if (status === 429) throw new SubmissionError('slow_down', 'Web Risk: too many submissions')
      if (status >= 500) throw new SubmissionError('away', `Web Risk: status ${status}`)
      if (status !== 200) throw new SubmissionError('refused', `Web Risk: status ${status}`)
      // It answers with what was submitted: anything else is not its answer.
      if (uriOf(body) !== url) throw new SubmissionError('away', 'Web Risk: an answer of another')
      return { reference: null }
    },
  }
}

async function sent(
  door: ConfiguredDoor,
  {
    url,
    token,
    body,
    signal,
  }: { url: string; token: string; body: object; signal?: AbortSignal | undefined },
): Promise<{ readonly status: number; readonly body: Uint8Array }> {
  try {
    return await door.send({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
      limits: { bytesMax: ANSWER_BYTES_MAX, timeoutMs: TIMEOUT_MS },
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (!(error instanceof EgressError)) throw error
    throw new SubmissionError('away', `Web Risk: ${error.code}`, { cause: error })
  }
}

function uriOf(body: Uint8Array): unknown {
  try {
    return (JSON.parse(Buffer.from(body).toString()) as { uri?: unknown } | null)?.uri
  } catch {
    return undefined
  }
}
