import type { Job, StoredPass } from '@gatehouse/store'
import { beforeEach, describe, expect, it } from 'vitest'
import { JobFailure } from '../jobs/job-failure.ts'
import type { HistoryProcesses } from './history-processes.ts'
import { passHandler } from './run-pass.ts'
import { HistoryRefusal, type BacktestTask } from './task.ts'

const ID = '01890000-0000-7000-8000-000000000001'
const jobOf = (attempt: number): Job => {
  return { jobId: 1, shopId: 'shop', queue: 'q', payload: { id: ID }, attempt, lease: 'l' }
}

/** A table with one pass in it, and a process that does what a test says. */
let pass: StoredPass | undefined
let kept: unknown
let run: (signal: AbortSignal, say: (share: number) => void) => Promise<unknown>
beforeEach(() => {
  kept = undefined
  pass = {
    id: ID,
    shopId: 'shop',
    state: 'waiting',
    progress: 0,
    decisions: 0,
    createdAtMs: 0,
    createdBy: 'somebody',
    error: null,
  }
})

const handle = (job: Job, signal = new AbortController().signal) =>
  passHandler<StoredPass, BacktestTask>(processes, {
    passes: {
      find: async () => pass,
      async progress(_shop, _id, progress) {
        if (pass === undefined) return false
        pass = { ...pass, state: 'running', progress }
        return true
      },
    },
    taskOf: () => ({ kind: 'backtest' }) as BacktestTask,
    async keep(_pass, result) {
      kept = result
      pass = { ...pass!, state: 'done' }
    },
    async fail(_pass, error) {
      pass = { ...pass!, state: 'failed', error }
    },
  })(job, signal)

const processes: HistoryProcesses = {
  run: (_task, { onProgress, signal } = {}) =>
    run(signal!, (share) => onProgress!({ share, decisions: 1 })) as never,
  close() {},
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })

describe('a pass over the history', () => {
  it('says how far it is, and keeps what came of it', async () => {
    run = async (_signal, say) => {
      expect(pass).toMatchObject({ state: 'running', progress: 0 })
      say(0.5)
      await expect.poll(() => pass?.progress, { timeout: 5000 }).toBe(0.5)
      return 'result'
    }
    await handle(jobOf(1))
    expect([pass?.state, kept]).toEqual(['done', 'result'])
  })

  it('is ended when nobody asks for it any more, though it says nothing', async () => {
    run = (signal) => {
      pass = undefined
      return untilAborted(signal)
    }
    await handle(jobOf(1))
    expect([pass, kept]).toEqual([undefined, undefined])
  })

  it('is not begun when it was deleted, or has ended already', async () => {
    let begun = 0
    run = async () => begun++
    for (const state of ['done', 'failed'] as const) {
      pass = { ...pass!, state }
      await handle(jobOf(1))
    }
    pass = undefined
    await handle(jobOf(1))
    expect([begun, kept]).toEqual([0, undefined])
  })

  it('is put off when the server stops: that was no try', async () => {
    const stopping = new AbortController()
    run = (signal) => {
      const ended = untilAborted(signal)
      stopping.abort()
      return ended
    }
    const failure = await handle(jobOf(3), stopping.signal).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(JobFailure)
    expect(failure).toMatchObject({ retry: { afterMs: 0, isUntried: true } })
    expect(pass?.state).toBe('running')
  })

  it('is tried three times when it breaks, and once when it is refused', async () => {
    run = () => Promise.reject(new Error('the process ended'))
    await expect(handle(jobOf(1))).rejects.toThrow('the process ended')
    await expect(handle(jobOf(2))).rejects.toThrow('the process ended')
    await handle(jobOf(3))
    expect(pass).toMatchObject({ state: 'failed', error: 'the process ended' })
    pass = { ...pass!, state: 'waiting', error: null }
    run = () => Promise.reject(new HistoryRefusal('too few frauds'))
    await handle(jobOf(1))
    expect(pass).toMatchObject({ state: 'failed', error: 'too few frauds' })
  })

  it('is given up when the server did not survive it three times', async () => {
    run = () => Promise.reject(new Error('it was begun'))
    await handle(jobOf(4))
    expect(pass?.error).toBe('the server ended 3 times in the middle of it: it is not tried again')
  })
})
