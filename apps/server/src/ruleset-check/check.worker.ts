import { parentPort } from 'node:worker_threads'
import { examine } from '../ruleset-examine.ts'
import { readsOf } from '../ruleset-reads.ts'
import type { CheckTask, FromThread } from './check-task.ts'

/** Entry of a thread that checks rulesets, one at a time: see `openRulesetChecker`. */
if (parentPort === null) throw new Error('check.worker is started by openRulesetChecker')
const port = parentPort
port.on('message', (task) => tell(work(task as CheckTask)))
tell({ kind: 'ready' })

function work({ ruleset, catalogue, reached }: CheckTask): FromThread {
  try {
    const examination = examine(ruleset, catalogue, (index) => Atomics.store(reached, 0, index))
    // What it reads is found by compiling it again, without a limit.
    const isCut = examination.issues.some(({ code }) => code === 'limit')
    const reads = isCut ? [] : readsOf(ruleset, catalogue.declarations).signals
    return { kind: 'report', report: { ...examination, reads } }
  } catch (error) {
    return { kind: 'failed', message: (error as Error).message }
  }
}

function tell(message: FromThread): void {
  port.postMessage(message)
}
