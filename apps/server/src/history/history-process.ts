import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ConnectionConfig } from '@gatehouse/store'
import {
  HistoryRefusal,
  type FromProcess,
  type HistoryTask,
  type OnProgress,
  type ResultOf,
} from './task.ts'

const PROCESS_HEAP_MB = 512
const STDERR_LENGTH_MAX = 4000
const START_TRIES = 3

/** A pass over the history broke: the message says how. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError'
}

export interface ProcessStart {
  /** What it runs. */
  readonly entry: URL
  /** Who has not said that it listens by then is ended, and another one is started. */
  readonly startMs: number
  readonly signal: AbortSignal | undefined
  /** Called with each that is started, before anything else happens to it. */
  readonly onStarted: (child: ChildProcess) => void
}

/** What a process said last on its standard error: why it ended, if it does. */
const words = new WeakMap<ChildProcess, string>()

/**
 * Starts a process and waits until it listens. One that stands still at its start says nothing, ever:
 * it is not waited for, and tried again.
 * @throws HistoryError; the reason of `signal` when it was aborted
 */
export async function startProcess(start: ProcessStart): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt++) {
    start.signal?.throwIfAborted()
    const child = forked(start)
    try {
      await listening(child, start)
      return child
    } catch (error) {
      child.kill('SIGKILL')
      start.signal?.throwIfAborted()
      if (attempt === START_TRIES) throw error
    }
  }
}

function forked({ entry, onStarted }: ProcessStart): ChildProcess {
  const child = fork(fileURLToPath(entry), [], {
    execArgv: [`--max-old-space-size=${PROCESS_HEAP_MB}`, ...inheritedArguments()],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  // What a channel says after its process was given up concerns nobody, and must not be unhandled.
  child.on('error', () => {})
  onStarted(child)
  child.stderr?.on('data', (chunk: Buffer) => {
    words.set(child, ((words.get(child) ?? '') + chunk.toString()).slice(-STDERR_LENGTH_MAX))
  })
  return child
}

async function listening(
  child: ChildProcess,
  { startMs, signal }: Pick<ProcessStart, 'startMs' | 'signal'>,
): Promise<void> {
  const { promise, settle } = hear<true>(child, (message, { resolve }) => {
    if (message.kind === 'ready') resolve(true)
  })
  const giveUp = () =>
    settle.reject(new HistoryError(`the process did not say within ${startMs} ms that it listens`))
  const timer = setTimeout(giveUp, startMs)
  signal?.addEventListener('abort', giveUp, { once: true })
  try {
    await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
  }
}

/** @throws HistoryRefusal, HistoryError */
export async function ask<Task extends HistoryTask>(
  child: ChildProcess,
  connection: ConnectionConfig,
  task: Task,
  onProgress: OnProgress,
): Promise<ResultOf<Task>> {
  const { promise } = hear<ResultOf<Task>>(child, (message, { resolve, reject }) => {
    if (message.kind === 'progress') onProgress(message.progress)
    if (message.kind === 'result') resolve(message.result as ResultOf<Task>)
    if (message.kind === 'refused') reject(new HistoryRefusal(message.message))
    if (message.kind === 'failed') reject(new HistoryError(message.message))
  })
  child.send({ connection, task })
  return promise
}

interface Settle<Result> {
  readonly resolve: (result: Result) => void
  readonly reject: (error: Error) => void
}

function hear<Result>(
  child: ChildProcess,
  onMessage: (message: FromProcess, settle: Settle<Result>) => void,
): { readonly promise: Promise<Result>; readonly settle: Settle<Result> } {
  let settle!: Settle<Result>
  const promise = new Promise<Result>((resolve, reject) => {
    settle = {
      resolve: (result) => (stop(), resolve(result)),
      reject: (error) => (stop(), reject(error)),
    }
    const heard = (message: FromProcess) => onMessage(message, settle)
    const failed = ({ message }: Error) => settle.reject(new HistoryError(message))
    const ended = (code: number | null) =>
      settle.reject(new HistoryError(`the process ended (${code}): ${lastLine(child)}`))
    const stop = () => {
      child.off('message', heard)
      child.off('exit', ended)
      child.off('error', failed)
    }
    child.on('message', heard)
    child.on('exit', ended)
    child.on('error', failed)
  })
  return { promise, settle }
}

/** Whether it can be asked something: one that is being ended still looks connected. */
export function isUsable(child: ChildProcess): boolean {
  return child.connected && !child.killed && child.exitCode === null && child.signalCode === null
}

/** The parent's own (a TypeScript loader, when it runs from source), but not its debugger's port. */
function inheritedArguments(): readonly string[] {
  return process.execArgv.filter((argument) => !argument.startsWith('--inspect'))
}

function lastLine(child: ChildProcess): string {
  const lines = (words.get(child) ?? '').split('\n').map((line) => line.trim())
  return lines.findLast((line) => line !== '') ?? 'it ended without a word'
}
