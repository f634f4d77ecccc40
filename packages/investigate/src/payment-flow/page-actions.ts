import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { within } from './fill.ts'
import type { FrameSurvey } from './next-step.ts'
import { readSurvey, surveyExpression, type Control } from './survey.ts'
import type { Traffic } from './traffic.ts'
import { note, WALK_LIMITS, type WalkParts, type WalkState } from './walk-state.ts'

/** @returns whether there is a page, and none that says it is missing */
export async function goTo(
  parts: WalkParts,
  state: WalkState,
  at: string,
  url: string,
): Promise<boolean> {
  try {
    const options = { waitUntil: 'domcontentloaded', timeout: WALK_LIMITS.pageMs } as const
    const response = await parts.page.goto(url, options)
    note(parts, state, at)
    return response !== null && response.status() < 400
  } catch {
    return false
  }
}

/** Waits until nothing was asked for or answered for a moment, but never long. */
export async function settle({ page, traffic }: WalkParts): Promise<void> {
  const startedMs = performance.now()
  const { activity } = traffic
  await page.waitForLoadState('domcontentloaded', { timeout: WALK_LIMITS.settleMs }).catch(() => {})
  while (performance.now() - startedMs < WALK_LIMITS.settleMs) {
    const quietMs = performance.now() - Math.max(activity.changedAtMs, startedMs)
    if (activity.pending === 0 && quietMs >= WALK_LIMITS.quietMs) return
    await sleep(15)
  }
}

/** What all frames show; one that hangs is left out. */
export async function surveyAll(page: Page, mark: string): Promise<FrameSurvey[]> {
  const frames = page.frames().slice(0, WALK_LIMITS.frames)
  const surveys = await Promise.all(
    frames.map(async (frame, at) => {
      const survey = readSurvey(
        await within(frame.evaluate(surveyExpression(mark)), WALK_LIMITS.surveyMs),
      )
      return survey === null ? [] : [{ frame: at, survey }]
    }),
  )
  return surveys.flat()
}

/** By script first, which is quick; a page that is not moved by that is clicked like a person would. */
export async function click(
  parts: WalkParts,
  state: WalkState,
  mark: string,
  at: string,
  { frame: frameAt, control, isAgain }: { frame: number; control: Control; isAgain: boolean },
): Promise<void> {
  const frame = parts.page.frames()[frameAt]
  if (frame === undefined) return
  const element = `[${mark}="${control.id}"]`
  const { pages } = parts.traffic.activity
  if (isAgain) {
    const options = { timeout: WALK_LIMITS.clickMs, noWaitAfter: true }
    await frame
      .locator(element)
      .click(options)
      .catch(() => {})
  } else {
    const script = `(${CLICK_FUNCTION})(${JSON.stringify(element)})`
    const leaves = await within(frame.evaluate(script), WALK_LIMITS.clickMs)
    if (leaves === true) await pageAfter(parts.traffic, pages)
  }
  note(parts, state, at)
}

/** Runs in the page; says whether a link is followed or a form sent now. */
const CLICK_FUNCTION = String.raw`(selector) => {
  const element = document.querySelector(selector)
  if (element === null) return false
  let leaves = false
  const here = location.href.split('#')[0]
  const onClick = (event) => {
    const link = event.target?.closest?.('a[href]')
    if (!link || event.defaultPrevented || !/^https?:/.test(link.href)) return
    if (link.href.split('#')[0] !== here) leaves = true
  }
  const onSubmit = (event) => {
    if (!event.defaultPrevented) leaves = true
  }
  addEventListener('click', onClick)
  addEventListener('submit', onSubmit)
  element.click()
  removeEventListener('click', onClick)
  removeEventListener('submit', onSubmit)
  return leaves
}`

/** A page that is left asks for the next one, but not at once where the machine is busy. */
async function pageAfter({ activity }: Traffic, before: number): Promise<void> {
  const untilMs = performance.now() + WALK_LIMITS.leaveMs
  while (activity.pages === before && performance.now() < untilMs) await sleep(10)
}
