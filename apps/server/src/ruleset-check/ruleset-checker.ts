import { Worker } from 'node:worker_threads'
import type { Ruleset } from '@gatehouse/contract'
import { ApiError } from '../http/api-error.ts'
import type { Catalogue } from '../ruleset-examine.ts'
import type { CheckTask, FromThread, RulesetReport } from './check-task.ts'
import { createPlaces } from '../places.ts'

/** The largest ruleset of the packs takes 0.2 s; a busy machine takes ten times as long. */
const DEADLINE_MS = 20_000
/** A thread starts in a third of a second; on a machine with forty times too much to do in a minute. */
const START_MS_MAX = 60_000
/** Each takes a core while it works. */
const THREADS_MAX = 2
/** Of one shop; its editor asks while somebody types. */
const WAITING_OF_SHOP_MAX = 8
const WAITING_MAX = 100
/** One check often follows another, and a thread takes a moment to start. */
const IDLE_MS = 15_000
/** A ruleset of 1 MB with its compiled patterns stays below a third of it. */
const THREAD_HEAP_MB = 512

/**
 * Checks rulesets in threads of their own: what somebody wrote may take seconds to compile, and
 * orders must not wait for it.
 */
export interface RulesetChecker {
  /**
   * @throws ApiError `invalid_ruleset` when it took too long, naming the rule that it was at;
   * `unavailable` when no thread starts; `too_many_requests` when too many wait
   */
  check(shopId: string, ruleset: Ruleset, catalogue: Catalogue): Promise<RulesetReport>
  /** Ends what runs. */
  close(): void
}

export interface RulesetCheckerOptions {
  /** For a check, once its thread has started. */
  readonly deadlineMs?: number
  readonly startMs?: number
}

export function openRulesetChecker({
  deadlineMs = DEADLINE_MS,
  startMs = START_MS_MAX,
}: RulesetCheckerOptions = {}): RulesetChecker {
  const idle = new Map<Worker, NodeJS.Timeout>()
  const busy = new Set<Worker>()
  const places = createPlaces({
    placesMax: THREADS_MAX,
    waitingMax: WAITING_MAX,
    waitingOfOneMax: WAITING_OF_SHOP_MAX,
  })

  /** Whether it listens already, or is still to be heard. */
  function take(): { readonly worker: Worker; readonly isNew: boolean } {
    for (const [worker, timer] of idle) {
      clearTimeout(timer)
      idle.delete(worker)
      worker.ref()
      return { worker, isNew: false }
    }
    const worker = new Worker(new URL('./check.worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MB },
    })
    // What a thread says after it was given up concerns nobody.
    worker.on('error', () => {})
    worker.once('exit', () => idle.delete(worker))
    return { worker, isNew: true }
  }

  function keep(worker: Worker): void {
    const timer = setTimeout(() => {
      idle.delete(worker)
      void worker.terminate()
    }, IDLE_MS)
    timer.unref()
    worker.unref()
    idle.set(worker, timer)
  }

  async function work(ruleset: Ruleset, catalogue: Catalogue): Promise<RulesetReport> {
    const { worker, isNew } = take()
    busy.add(worker)
    const reached = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const task: CheckTask = { ruleset, catalogue: plain(catalogue), reached }
    let late: ApiError | undefined
    const within = (ms: number, tooLate: () => ApiError) =>
      setTimeout(() => {
        late = tooLate()
        void worker.terminate()
      }, ms)
    let timer = within(startMs, notStarted)
    try {
      if (isNew) await heard(worker, ({ kind }) => kind === 'ready')
      clearTimeout(timer)
      // A machine that is slow to start it says nothing about the rules.
      timer = within(deadlineMs, () => tooSlow(ruleset, Atomics.load(reached, 0), deadlineMs))
      const answer = heard(worker, ({ kind }) => kind !== 'ready')
      worker.postMessage(task)
      const message = await answer
      if (message.kind !== 'report') throw new Error(`a check failed: ${told(message)}`)
      keep(worker)
      return message.report
    } catch (error) {
      void worker.terminate()
      throw late ?? error
    } finally {
      clearTimeout(timer)
      busy.delete(worker)
    }
  }

  return {
    async check(shopId, ruleset, catalogue) {
      const leave = await places.enter(shopId)
      try {
        return await work(ruleset, catalogue)
      } finally {
        leave()
      }
    },
    close() {
      places.close()
      for (const worker of [...idle.keys(), ...busy]) void worker.terminate()
    },
  }
}

/** Declarations of a plan carry what computes them, which no thread can be sent. */
function plain({ declarations, ...rest }: Catalogue): Catalogue {
  return {
    ...rest,
    declarations: declarations.map(({ name, type, doc, privacy }) => ({
      name,
      type,
      doc,
      privacy,
    })),
  }
}

function told(message: FromThread): string {
  return message.kind === 'failed' ? message.message : message.kind
}

async function heard(
  worker: Worker,
  isMeant: (message: FromThread) => boolean,
): Promise<FromThread> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      worker.off('message', take)
      worker.off('error', fail)
      worker.off('exit', end)
    }
    const take = (message: FromThread) => {
      if (!isMeant(message)) return
      stop()
      resolve(message)
    }
    const fail = (error: Error) => (stop(), reject(error))
    const end = () => fail(new Error('the thread ended'))
    worker.on('message', take)
    worker.on('error', fail)
    worker.on('exit', end)
  })
}

function notStarted(): ApiError {
  return new ApiError('unavailable', { detail: 'nothing could be started that checks rulesets' })
}

function tooSlow({ scorecard, rules, policy = [] }: Ruleset, reached: number, deadlineMs: number) {
  const sections = [
    ...scorecard.base.parts.map(({ id }, at) => ({ id, pointer: `/scorecard/base/parts/${at}` })),
    ...rules.map(({ id }, at) => ({ id, pointer: `/rules/${at}` })),
    ...policy.map(({ id }, at) => ({ id, pointer: `/policy/${at}` })),
  ]
  const slow = sections[reached]
  const where = slow === undefined ? '' : `, and it was at \`${slow.id}\``
  const message = `checking it took more than ${deadlineMs / 1000} s${where}: make its rules simpler`
  const issues = [{ pointer: slow?.pointer ?? '', code: 'limit', message }]
  return new ApiError('invalid_ruleset', { detail: message, issues })
}
