import { readFile } from 'node:fs/promises'
import { openWebRiskSubmissions, SubmissionError, type SubmissionPort } from '@gatehouse/connectors'
import { openConfiguredDoor, type NameResolver } from '@gatehouse/egress'
import type { BlocklistConfig } from '../config/blocklist.ts'

/** The list of a browser that sites are submitted to; `null`: the operator has set none up. */
export function openSubmissions(
  { webRisk }: BlocklistConfig,
  resolver: NameResolver,
): SubmissionPort | null {
  if (webRisk === null) return null
  const { api, project, tokenFile } = webRisk
  const door = openConfiguredDoor({ origins: [new URL(api).origin], resolver })
  return openWebRiskSubmissions(door, { api, project, token: () => tokenIn(tokenFile) })
}

async function tokenIn(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    throw new SubmissionError('away', 'the file of the token cannot be read', { cause })
  }
}
