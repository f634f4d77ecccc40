import { setTimeout as sleep } from 'node:timers/promises'
import { fillFields } from './fill.ts'
import { formKey, keyOf, nextStep, type Step } from './next-step.ts'
import { click, goTo, settle, surveyAll } from './page-actions.ts'
import { submitCard } from './submit-card.ts'
import {
  learn,
  note,
  raise,
  WALK_LIMITS,
  type Reached,
  type WalkParts,
  type WalkState,
} from './walk-state.ts'
import { USUAL_PATHS } from './words.ts'

/** Walks from a link to the card form and through it, as far as the shop lets. */
export async function walk(url: string, state: WalkState, parts: WalkParts): Promise<void> {
  const { page } = parts
  const mark = `data-g${Math.trunc(parts.nowMs() % 1_000_000)}`
  const clicked = new Map<string, number>()
  const filled = new Set<string>()
  let hasAdded = false
  let waits = 0
  const attempts: string[] = []

  if (!(await goTo(parts, state, 'start', url))) {
    state.problem ??= 'unreachable'
    return
  }
  await settle(parts)
  for (let step = 0; step < WALK_LIMITS.steps; step++) {
    const surveys = await surveyAll(page, mark)
    const next = nextStep(surveys, { clicked, filled, hasAdded })
    switch (next.kind) {
      case 'card':
        raise(state, 'card_form')
        await learn(parts, state)
        await submitCard(parts, state, mark, surveys, next)
        return
      case 'click':
        if (next.at !== 'consent') waits = 0
        await click(parts, state, mark, next.at, {
          ...next,
          isAgain: (clicked.get(keyOf(next.control)) ?? 0) > 0,
        })
        clicked.set(keyOf(next.control), (clicked.get(keyOf(next.control)) ?? 0) + 1)
        if (next.at === 'add') hasAdded = true
        raise(state, reachedBy(next.at))
        break
      case 'fill': {
        waits = 0
        const frame = page.frames()[next.frame]
        const { fields } = surveys.find(({ frame: at }) => at === next.frame)!.survey
        filled.add(formKey(next.frame, fields, next.form))
        if (frame === undefined) break
        note(parts, state, 'fill')
        await fillFields(
          frame,
          mark,
          fields.filter(({ form }) => form === next.form),
          parts.card,
        )
        if (next.submit !== null) {
          const { frame: at, submit: control } = next
          await click(parts, state, mark, 'continue', { frame: at, control, isAgain: false })
        }
        raise(state, 'checkout')
        break
      }
      case 'stuck': {
        // Scripts may still be building the page.
        if (waits++ < 2) {
          await sleep(250)
          break
        }
        if (!(await tryUsualPath(parts, state, hasAdded, attempts))) {
          await learn(parts, state)
          state.problem = PROBLEMS[state.reached]
          return
        }
        waits = 0
        break
      }
    }
    await followForm(parts, state)
  }
  await learn(parts, state)
  state.problem = 'too_many_steps'
}

const PROBLEMS: Readonly<Record<Reached, string>> = {
  nothing: 'no_product',
  product: 'no_cart',
  cart: 'no_checkout',
  checkout: 'no_card_form',
  card_form: 'no_submission',
  submitted: 'no_submission',
}

function reachedBy(at: Extract<Step, { kind: 'click' }>['at']): Reached {
  switch (at) {
    case 'product':
      return 'product'
    case 'add':
    case 'cart':
      return 'cart'
    case 'checkout':
      return 'checkout'
    case 'choose':
    case 'invest':
    case 'consent':
      return 'nothing'
  }
}

/** What was stopped is asked for with GET, without a card in it. */
async function followForm(parts: WalkParts, state: WalkState): Promise<void> {
  const { page, traffic } = parts
  await settle(parts)
  const form = traffic.takeStoppedForm()
  if (form === null) return
  const back = page.url()
  const isThere = await goTo(parts, state, 'follow', form.insteadUrl)
  if (!isThere && /^https?:/.test(back)) await goTo(parts, state, 'back', back)
  await settle(parts)
}

/** Each is a page of the shop that is loaded for nothing, most likely. */
const USUAL_PATHS_MAX = 4

async function tryUsualPath(
  parts: WalkParts,
  state: WalkState,
  hasAdded: boolean,
  attempts: string[],
): Promise<boolean> {
  const origin = URL.canParse(parts.page.url()) ? new URL(parts.page.url()).origin : 'null'
  if (origin === 'null') return false
  const paths = hasAdded
    ? [...USUAL_PATHS.checkout, ...USUAL_PATHS.cart]
    : [...USUAL_PATHS.checkout, ...USUAL_PATHS.invest]
  for (const path of paths) {
    if (attempts.length >= USUAL_PATHS_MAX) return false
    if (attempts.includes(path)) continue
    attempts.push(path)
    if (await goTo(parts, state, 'usual_path', `${origin}${path}`)) return true
  }
  return false
}
