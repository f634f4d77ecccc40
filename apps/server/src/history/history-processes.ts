import type { ChildProcess } from 'node:child_process'
import { constants, getPriority, setPriority } from 'node:os'
import type { ConnectionConfig } from '@gatehouse/store'
import { ask, HistoryError, isUsable, startProcess } from './history-process.ts'
import type { HistoryTask, OnProgress, ResultOf } from './task.ts'

/** One question often follows another, and a process takes a moment to start. */
const IDLE_MS = 15_000
/** Each takes a core; who asks for more waits. */
const PROCESSES_MAX = 3
/** From source and with every core taken it was 8 seconds; bundled it is a fraction of one. */
const START_MS = 20_000
/** Of two that want the same core, the other gets three quarters of it. */
const PATIENT_NICE = 5

export interface RunOptions {
  readonly onProgress?: OnProgress
  /** Ends the pass. */
  readonly signal?: AbortSignal
}

export interface HistoryProcessesOptions {
  readonly entry?: URL
  /** How long a process may take until it listens. */
  readonly startMs?: number
}

/**
 * Runs passes over many decisions in processes of their own: reading a million of them takes a core
 * for minutes, and orders must not wait for it; whatever a pass does to its memory, the server lives.
 */
export interface HistoryProcesses {
  /** @throws HistoryRefusal, HistoryError; the reason of `signal` when it was aborted */
  run<Task extends HistoryTask>(task: Task, options?: RunOptions): Promise<ResultOf<Task>>
  /** Ends them all; what runs or waits is refused. */
  close(): void
}

/** Who waits for one of the processes to be free. */
interface Waiting {
  readonly enter: () => void
  readonly refuse: (why: unknown) => void
}

/** Nobody waits for it in front of a screen, and it computes for as long as it has a core. */
function isPatient(task: HistoryTask): boolean {
  return task.kind === 'training'
}

/** With few cores orders go first. It cannot be taken back, so such a process is not used again. */
function letOthersFirst({ pid }: ChildProcess): void {
  try {
    setPriority(pid!, Math.min(getPriority() + PATIENT_NICE, constants.priority.PRIORITY_LOW))
  } catch {
    // It has ended already, or the system does not let us: then it is one like any other.
  }
}

export function openHistoryProcesses(
  connection: ConnectionConfig,
  options: HistoryProcessesOptions = {},
): HistoryProcesses {
  const { entry = new URL('./history.worker.ts', import.meta.url), startMs = START_MS } = options
  const idle = new Map<ChildProcess, NodeJS.Timeout>()
  const all = new Set<ChildProcess>()
  const waiting = new Set<Waiting>()
  const closing = new AbortController()
  let taken = 0

  /** Resolves when one more may run; whoever was let in calls `leave`. */
  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (taken < PROCESSES_MAX) {
      taken++
      return
    }
    let turn!: Waiting
    const late = () => turn.refuse(signal.reason)
    try {
      await new Promise<void>((resolve, reject) => {
        turn = { enter: resolve, refuse: reject }
        waiting.add(turn)
        signal.addEventListener('abort', late, { once: true })
      })
    } finally {
      waiting.delete(turn)
      signal.removeEventListener('abort', late)
    }
  }

  function leave(): void {
    const [next] = waiting
    if (next === undefined) {
      taken--
      return
    }
    // It takes the place over, so that nobody comes in between.
    waiting.delete(next)
    next.enter()
  }

  function take(signal: AbortSignal): ChildProcess | Promise<ChildProcess> {
    for (const [child, timer] of idle) {
      clearTimeout(timer)
      idle.delete(child)
      if (isUsable(child)) return child
    }
    const onStarted = (child: ChildProcess) => {
      all.add(child)
      child.once('exit', () => {
        all.delete(child)
        clearTimeout(idle.get(child))
        idle.delete(child)
      })
    }
    return startProcess({ entry, startMs, signal, onStarted })
  }

  function keep(child: ChildProcess): void {
    if (!isUsable(child)) return
    const timer = setTimeout(() => {
      idle.delete(child)
      if (child.connected) child.disconnect()
    }, IDLE_MS)
    timer.unref()
    idle.set(child, timer)
  }

  async function work<Task extends HistoryTask>(
    task: Task,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<ResultOf<Task>> {
    const child = await take(signal)
    const end = () => void child.kill()
    signal.addEventListener('abort', end, { once: true })
    try {
      signal.throwIfAborted()
      if (isPatient(task)) letOthersFirst(child)
      return await ask(child, connection, task, onProgress)
    } finally {
      signal.removeEventListener('abort', end)
      if (!isPatient(task)) keep(child)
      else if (child.connected) child.disconnect()
    }
  }

  return {
    async run(task, { onProgress = () => {}, signal: outer } = {}) {
      const signal = outer === undefined ? closing.signal : AbortSignal.any([outer, closing.signal])
      await enter(signal)
      try {
        return await work(task, onProgress, signal)
      } catch (error) {
        signal.throwIfAborted()
        throw error
      } finally {
        leave()
      }
    },
    close() {
      closing.abort(new HistoryError('the server stops'))
      for (const child of all) child.kill()
    },
  }
}
