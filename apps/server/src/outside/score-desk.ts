import {
  EVENT_TYPES,
  NOTHING_OUTSIDE,
  SCORE_PROVIDERS,
  type NotFoundOut,
  type OrderEvent,
  type Outside,
  type Parsed,
  type ScoreProviderName,
} from '@gatehouse/contract'
import type { ScoreProvider, ScoreResult } from '@gatehouse/connectors'
import type { FastifyBaseLogger } from 'fastify'

export type Scores = Outside['scores']

export interface ScoreDesk {
  /** What is known before anybody is asked. */
  untold(event: Parsed<OrderEvent>): Scores
  /** Asks, and waits no longer than the deadline; what is not here then is `late`. */
  within(event: Parsed<OrderEvent>, deadlineMs: number): Promise<Scores>
  /** Asks those that are named and waits for them. An event is paid for once. */
  ask(
    event: Parsed<OrderEvent>,
    names: readonly ScoreProviderName[],
    signal: AbortSignal,
  ): Promise<{ readonly scores: Partial<Scores>; readonly isTemporary: boolean }>
}

/** Answers that were too late for their order wait here for its job. */
const ANSWERS_MAX = 5000
const LATE: NotFoundOut = { known: false, reason: 'late' }
const NO_ORDER: NotFoundOut = { known: false, reason: 'not_supported' }

export function createScoreDesk(
  providers: readonly ScoreProvider[],
  log: Pick<FastifyBaseLogger, 'warn'>,
): ScoreDesk {
  const answers = new Map<string, Promise<ScoreResult>>()

  function asked(
    provider: ScoreProvider,
    event: Parsed<OrderEvent>,
    signal: AbortSignal,
  ): Promise<ScoreResult> {
    const { shop_id: shop, event_id: id } = event.event
    const key = `${provider.name} ${shop} ${id}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = provider.score(event, signal).then(
      (result) => {
        // What failed may be asked again; what is known was paid for.
        if (!result.answer.known) answers.delete(key)
        if (result.problem !== null) {
          log.warn({ provider: provider.name, problem: result.problem }, 'a score was not given')
        }
        return result
      },
      (error: unknown) => {
        answers.delete(key)
        throw error
      },
    )
    if (answers.size >= ANSWERS_MAX) answers.delete(answers.keys().next().value!)
    answers.set(key, answer)
    return answer
  }

  const all = (event: Parsed<OrderEvent>): Scores => {
    const answer = isOrder(event) ? LATE : NO_ORDER
    return {
      ...NOTHING_OUTSIDE.scores,
      ...Object.fromEntries(providers.map(({ name }) => [name, answer])),
    }
  }

  return {
    untold: all,
    async within(event, deadlineMs) {
      const untold = all(event)
      if (!isOrder(event)) return untold
      const scores = { ...untold }
      const work = providers.map(async (provider) => {
        // It goes on after the deadline: its job finds the answer instead of paying for another.
        const { answer } = await asked(provider, event, new AbortController().signal)
        scores[provider.name] = answer
      })
      await withinMs(Promise.allSettled(work), deadlineMs)
      return { ...scores }
    },
    async ask(event, names, signal) {
      const wanted = providers.filter(({ name }) => names.includes(name))
      const results = await Promise.all(
        wanted.map(async (provider) => ({
          name: provider.name,
          ...(await asked(provider, event, signal)),
        })),
      )
      return {
        scores: Object.fromEntries(results.map(({ name, answer }) => [name, answer])),
        isTemporary: results.some((result) => result.isTemporary),
      }
    },
  }
}

/** Providers whose score a decision waits for, by its stored signals. */
export function lateScores(signals: Readonly<Record<string, unknown>>): ScoreProviderName[] {
  return SCORE_PROVIDERS.filter((name) => {
    const signal = signals[`third_party.${name}_risk_score`] as { unknown?: string } | undefined
    return signal?.unknown === 'late' || signal?.unknown === 'lookup_failed'
  })
}

function isOrder({ event: { type } }: Parsed<OrderEvent>): boolean {
  return EVENT_TYPES[type].checkpoint === 'order'
}

function withinMs(work: Promise<unknown>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    void work.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
