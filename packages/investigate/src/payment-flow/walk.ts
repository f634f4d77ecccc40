import { setTimeout as sleep } from 'node:timers/promises'
import {
  merchantIdsIn,
  paymentFlowEdges,
  processorOf,
  type PaymentFlowObservation,
} from '@gatehouse/sites'
import type { Page } from 'playwright-core'
import { fillFields, within } from './fill.ts'
import { formKey, keyOf, nextStep, payButtons, type FrameSurvey, type Step } from './next-step.ts'
import { readSurvey, surveyExpression, type Control } from './survey.ts'
import type { SyntheticCard } from './synthetic-card.ts'
import type { StoppedForm, Traffic } from './traffic.ts'
import { USUAL_PATHS } from './words.ts'

export type Reached = PaymentFlowObservation['reached']
const ORDER: readonly Reached[] = [
  'nothing',
  'product',
  'cart',
  'checkout',
  'card_form',
  'submitted',
]

export const WALK_LIMITS = {
  steps: 16,
  frames: 12,
  /** Until a page says that it is there. */
  pageMs: 10_000,
  /** Until nothing moves any more. */
  settleMs: 1500,
  /** What counts as nothing moving. */
  quietMs: 60,
  surveyMs: 1500,
  clickMs: 1200,
  /** For what a page sends after its card form was submitted. */
  afterSubmitMs: 700,
  textLength: 500_000,
} as const

export interface WalkParts {
  readonly page: Page
  readonly traffic: Traffic
  readonly card: SyntheticCard
  /** Cuts the browser off: nothing goes out from then on. */
  readonly seal: () => void
  readonly nowMs: () => number
}

/** What a walk has seen so far: read at any time, also when it is cut off. */
export interface WalkState {
  reached: Reached
  problem: string | null
  readonly steps: { at: string; url: string; atMs: number }[]
  readonly merchantIds: Map<string, { processor: string; id: string }>
}

export function newWalkState(): WalkState {
  return { reached: 'nothing', problem: null, steps: [], merchantIds: new Map() }
}

/** Puts together what was seen. */
export function observationOf(
  startUrl: string,
  state: WalkState,
  traffic: Traffic | null,
  observedAtMs: number,
): PaymentFlowObservation {
  const destinations = traffic?.destinations ?? []
  const merchantIds = [...state.merchantIds.values()]
  return {
    startUrl,
    reached: state.reached,
    steps: state.steps,
    destinations,
    processors: traffic === null ? [] : processorsIn(traffic),
    merchantIds,
    edges: paymentFlowEdges({ destinations, merchantIds }),
    problem: state.problem,
    observedAtMs,
  }
}

function processorsIn({ loaded, destinations }: Traffic): string[] {
  const hosts = [...loaded]
    .map((url) => new URL(url).hostname)
    .concat(destinations.map(({ host }) => host))
  return [...new Set(hosts.flatMap((host) => processorOf(host)?.key ?? []))].sort()
}

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

function raise(state: WalkState, reached: Reached): void {
  if (ORDER.indexOf(reached) > ORDER.indexOf(state.reached)) state.reached = reached
}

function note({ page, nowMs }: WalkParts, state: WalkState, at: string): void {
  state.steps.push({ at, url: page.url().split(/[?#]/, 1)[0]!.slice(0, 500), atMs: nowMs() })
}

async function goTo(parts: WalkParts, state: WalkState, at: string, url: string): Promise<boolean> {
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
async function settle({ page, traffic }: WalkParts): Promise<void> {
  const startedMs = performance.now()
  const { activity } = traffic
  await page.waitForLoadState('domcontentloaded', { timeout: WALK_LIMITS.settleMs }).catch(() => {})
  while (performance.now() - startedMs < WALK_LIMITS.settleMs) {
    const quietMs = performance.now() - Math.max(activity.changedAtMs, startedMs)
    if (activity.pending === 0 && quietMs >= WALK_LIMITS.quietMs) return
    await sleep(15)
  }
}

async function surveyAll(page: Page, mark: string): Promise<FrameSurvey[]> {
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
async function click(
  parts: WalkParts,
  state: WalkState,
  mark: string,
  at: string,
  { frame: frameAt, control, isAgain }: { frame: number; control: Control; isAgain: boolean },
): Promise<void> {
  const frame = parts.page.frames()[frameAt]
  if (frame === undefined) return
  const element = `[${mark}="${control.id}"]`
  if (isAgain) {
    const options = { timeout: WALK_LIMITS.clickMs, noWaitAfter: true }
    await frame
      .locator(element)
      .click(options)
      .catch(() => {})
  } else {
    const script = `document.querySelector(${JSON.stringify(element)})?.click()`
    await within(frame.evaluate(script), WALK_LIMITS.clickMs)
  }
  note(parts, state, at)
}

/** Shops whose forms were stopped are asked for the next page with GET, without a card in it. */
async function followForm(parts: WalkParts, state: WalkState): Promise<void> {
  const { page, traffic } = parts
  await settle(parts)
  const form = traffic.takeStoppedForm()
  if (form === null) return
  const back = page.url()
  for (const url of waysOn(form)) {
    if (await goTo(parts, state, 'follow', url)) return settle(parts)
  }
  if (/^https?:/.test(back)) await goTo(parts, state, 'back', back)
  await settle(parts)
}

const QUERY_LENGTH_MAX = 2000

function waysOn({ url, fields }: StoppedForm): string[] {
  const target = new URL(url)
  // A cart of Shopify can be filled by its address alone.
  const variant =
    /\/cart\/add(?:\.js)?$/.test(target.pathname) && /(?:^|&)id=(\d+)/.exec(fields)?.[1]
  if (typeof variant === 'string') return [`${target.origin}/cart/${variant}:1`]
  const query = fields.slice(0, QUERY_LENGTH_MAX)
  const joined = `${url}${target.search === '' ? '?' : '&'}${query}`
  return query === '' ? [url] : [joined]
}

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
    if (attempts.length >= 6) return false
    if (attempts.includes(path)) continue
    attempts.push(path)
    if (await goTo(parts, state, 'usual_path', `${origin}${path}`)) return true
  }
  return false
}

/** Ids of merchants in what was loaded and in the pages themselves. */
async function learn({ page, traffic }: WalkParts, state: WalkState): Promise<void> {
  const seen = new Set(processorsIn(traffic))
  const expression = `document.documentElement.outerHTML.slice(0, ${WALK_LIMITS.textLength})`
  const texts = await Promise.all(
    page
      .frames()
      .slice(0, WALK_LIMITS.frames)
      .map((frame) => within(frame.evaluate(expression), 800)),
  )
  for (const text of [...traffic.loaded, ...texts]) {
    if (typeof text !== 'string' || text.length > WALK_LIMITS.textLength) continue
    for (const found of merchantIdsIn(text, seen)) {
      state.merchantIds.set(`${found.processor}:${found.id}`, found)
    }
  }
}

async function submitCard(
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
