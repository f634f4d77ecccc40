import { writeFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** How many tests ended in which way; suites and files that broke outside a test count as one failure each. */
export interface Totals {
  passed: number
  failed: number
  skipped: number
}

/** Says at the end of a run what was skipped and why, and leaves the totals for `npm test` to add up. */
export class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const totals: Totals = { passed: 0, failed: unhandled.length, skipped: 0 }
    for (const module of modules) addModule(module, totals)
    const skips = modules.flatMap((module) => [...module.children.allTests('skipped')])
    for (const test of skips) console.log(`SKIPPED ${describeSkip(test)}`)
    const file = process.env['TEST_TOTALS_FILE']
    if (file !== undefined) writeFileSync(file, JSON.stringify(totals))
  }
}

function addModule(module: TestModule, totals: Totals): void {
  totals.failed += module.errors().length
  for (const suite of module.children.allSuites()) totals.failed += suite.errors().length
  for (const test of module.children.allTests()) {
    const { state } = test.result()
    totals[state === 'pending' ? 'failed' : state] += 1
  }
}

function describeSkip(test: TestCase): string {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  const reason = note ?? 'no reason given: use `context.skip(reason)`'
  return `${test.module.relativeModuleId} > ${test.fullName}: ${reason}`
}

// vitest loads a reporter named by its file through the default export.
export default TotalsReporter
