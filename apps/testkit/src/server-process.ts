import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sharedReference } from './shared-reference.ts'

const PROGRAM = fileURLToPath(new URL('../../../bin/gatehouse.mjs', import.meta.url))
/** Of every server that is started like this. */
export const PROCESS_API_KEY = 'test-key-test-key-test-key-test-key-test'

/** `gatehouse serve` in a process of its own: it can be killed. */
export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** All that it printed and logged. */
  readonly said: () => string
  /** Sends the signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/**
 * Starts the server on a data folder that a test made, and may start one on again.
 *
 * @throws Error with what it said when it does not start
 */
export async function startServerProcess(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  mkdirSync(dataDir, { recursive: true })
  try {
    symlinkSync(sharedReference(), join(dataDir, 'reference'))
  } catch {
    // The server before left it.
  }
  const child = spawn(process.execPath, [PROGRAM, 'serve'], {
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: dataDir,
      GATEHOUSE_API_KEY: PROCESS_API_KEY,
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      const at = /ready at (http:\/\/\S+)/.exec(said)?.[1]
      if (at !== undefined) resolve(at)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)))
  })
  return {
    url,
    pid: pidOf(child),
    said: () => said,
    async end(signal) {
      child.kill(signal)
      await ended
    },
  }
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the process has not started')
  return pid
}
