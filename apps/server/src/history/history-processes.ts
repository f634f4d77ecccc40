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
/** One question often follows another, and a process takes a moment to start. */
const IDLE_MS = 15_000
/** Each takes a core; who asks for more waits. */
const PROCESSES_MAX = 2

export interface RunOptions {
  readonly onProgress?: OnProgress
  /** Ends the pass. */
  readonly signal?: AbortSignal
}

/** A pass over the history broke: the message says how. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError'
}

/**
 * Runs passes over many decisions in processes of their own: reading a million of them takes a core
 * for minutes, and orders must not wait for it; whatever a pass does to its memory, the server lives.
 */
export interface HistoryProcesses {
  /** @throws HistoryRefusal, HistoryError; the reason of `signal` when it was aborted */
  run<Task extends HistoryTask>(task: Task, options?: RunOptions): Promise<ResultOf<Task>>
  /** Ends them all; what runs is refused. */
  close(): void
}

export function openHistoryProcesses(connection: ConnectionConfig): HistoryProcesses {
  const idle = new Map<ChildProcess, NodeJS.Timeout>()
  const all = new Set<ChildProcess>()
  const waiting: (() => void)[] = []
  let taken = 0
  let isClosed = false

  async function take(): Promise<ChildProcess> {
    if (taken >= PROCESSES_MAX) await new Promise<void>((resolve) => waiting.push(resolve))
    taken++
    const [kept] = idle
    if (kept === undefined) {
      return startProcess((child) => {
        all.add(child)
        child.once('exit', () => {
          all.delete(child)
          clearTimeout(idle.get(child))
          idle.delete(child)
        })
      })
    }
    clearTimeout(kept[1])
    idle.delete(kept[0])
    return kept[0]
  }

  function putBack(child: ChildProcess): void {
    taken--
    waiting.shift()?.()
    if (!child.connected) return
    if (isClosed) return child.disconnect()
    const timer = setTimeout(() => {
      idle.delete(child)
      child.disconnect()
    }, IDLE_MS)
    timer.unref()
    idle.set(child, timer)
  }

  return {
    async run(task, { onProgress = () => {}, signal } = {}) {
      signal?.throwIfAborted()
      if (isClosed) throw new HistoryError('the server stops')
      const child = await take()
      const end = () => void child.kill()
      signal?.addEventListener('abort', end, { once: true })
      try {
        return await ask(child, connection, task, onProgress)
      } catch (error) {
        signal?.throwIfAborted()
        throw error
      } finally {
        signal?.removeEventListener('abort', end)
        putBack(child)
      }
    },
    close() {
      isClosed = true
      for (const child of all) child.kill()
    },
  }
}

/** What a process said last on its standard error: why it ended, if it does. */
const words = new WeakMap<ChildProcess, string>()

/** Resolves once it listens. */
async function startProcess(onStarted: (child: ChildProcess) => void): Promise<ChildProcess> {
  const entry = new URL('./history.worker.ts', import.meta.url)
  const child = fork(fileURLToPath(entry), [], {
    execArgv: [`--max-old-space-size=${PROCESS_HEAP_MB}`, ...inheritedArguments()],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  onStarted(child)
  child.stderr?.on('data', (chunk: Buffer) => {
    words.set(child, ((words.get(child) ?? '') + chunk.toString()).slice(-STDERR_LENGTH_MAX))
  })
  await listen<true>(child, (message, settle) => {
    if (message.kind === 'ready') settle.resolve(true)
  })
  return child
}

async function ask<Task extends HistoryTask>(
  child: ChildProcess,
  connection: ConnectionConfig,
  task: Task,
  onProgress: OnProgress,
): Promise<ResultOf<Task>> {
  const answered = listen<ResultOf<Task>>(child, (message, { resolve, reject }) => {
    if (message.kind === 'progress') onProgress(message.progress)
    if (message.kind === 'result') resolve(message.result as ResultOf<Task>)
    if (message.kind === 'refused') reject(new HistoryRefusal(message.message))
    if (message.kind === 'failed') reject(new HistoryError(message.message))
  })
  child.send({ connection, task })
  return answered
}

interface Settle<Result> {
  readonly resolve: (result: Result) => void
  readonly reject: (error: Error) => void
}

function listen<Result>(
  child: ChildProcess,
  onMessage: (message: FromProcess, settle: Settle<Result>) => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const settle: Settle<Result> = {
      resolve: (result) => (stop(), resolve(result)),
      reject: (error) => (stop(), reject(error)),
    }
    const hear = (message: FromProcess) => onMessage(message, settle)
    const ended = (code: number | null) =>
      settle.reject(new HistoryError(`the process ended (${code}): ${lastLine(child)}`))
    const stop = () => {
      child.off('message', hear)
      child.off('exit', ended)
      child.off('error', settle.reject)
    }
    child.on('message', hear)
    child.on('exit', ended)
    child.on('error', settle.reject)
  })
}

/** The parent's own (a TypeScript loader, when it runs from source), but not its debugger's port. */
function inheritedArguments(): readonly string[] {
  return process.execArgv.filter((argument) => !argument.startsWith('--inspect'))
}

function lastLine(child: ChildProcess): string {
  const lines = (words.get(child) ?? '').split('\n').map((line) => line.trim())
  return lines.findLast((line) => line !== '') ?? 'it ended without a word'
}
