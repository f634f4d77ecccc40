import { setTimeout as sleep } from 'node:timers/promises'
import { fillFields } from './fill.ts'
import { payButtons, type FrameSurvey, type Step } from './next-step.ts'
import { click } from './page-actions.ts'
import { note, raise, WALK_LIMITS, type WalkParts, type WalkState } from './walk-state.ts'

/** Cuts the browser off, fills the card in, and tries to send it. */
export async function submitCard(
  parts: WalkParts,
  state: WalkState,
  mark: string,
  surveys: readonly FrameSurvey[],
  { frames }: Extract<Step, { kind: 'card' }>,
): Promise<void> {
  const { page, traffic, card } = parts
  // Before the first digit: nothing that a page does with it can go anywhere.
  parts.seal()
  traffic.seal()
  const all = page.frames()
  for (const { frame, survey } of surveys) {
    const target = all[frame]
    if (target !== undefined) await fillFields(target, mark, survey.fields, card)
  }
  note(parts, state, 'card')
  const buttons = payButtons(surveys, frames).slice(0, 3)
  for (const isAgain of [false, true]) {
    for (const { frame, control } of buttons) {
      await click(parts, state, mark, 'pay', { frame, control, isAgain })
      if (await hasSent(parts)) {
        raise(state, 'submitted')
        return
      }
    }
  }
  await page.keyboard.press('Enter').catch(() => {})
  note(parts, state, 'enter')
  if (await hasSent(parts)) raise(state, 'submitted')
  else state.problem = 'no_submission'
}

/** Whether a card was on its way; what else is sent with it may come a little later. */
async function hasSent({ traffic }: WalkParts): Promise<boolean> {
  const untilMs = performance.now() + WALK_LIMITS.afterSubmitMs
  const hasCard = () => traffic.destinations.some((each) => each.hasCard)
  while (performance.now() < untilMs) {
    if (hasCard()) {
      await sleep(200)
      return true
    }
    await sleep(25)
  }
  return false
}
