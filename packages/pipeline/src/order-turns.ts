/** The last one in the line of each order that is being scored again. */
const lines = new Map<string, Promise<unknown>>()

/**
 * Scores an order again after whoever does so at the moment: two that read the same decision before
 * them would both ask for what is to be done about it. This holds inside one process.
 *
 * @param firstId the id of the order's first decision
 */
export async function inOrderTurn<Result>(
  firstId: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const turn = (lines.get(firstId) ?? Promise.resolve()).then(work, work)
  lines.set(firstId, turn)
  try {
    return await turn
  } finally {
    if (lines.get(firstId) === turn) lines.delete(firstId)
  }
}
