import type { NewJob, Sites } from '@gatehouse/store'
import { investigateJob } from './investigate-job.ts'

export interface LookingParts {
  readonly sites: Pick<Sites, 'setInvestigation'>
  readonly enqueue: (jobs: readonly NewJob[]) => Promise<void>
  /** `false`: nobody looks at sites here, and none waits to be looked at. */
  readonly isLooking: boolean
}

/** Has sites looked at by jobs. @param beside the site that they were met beside */
export async function startLooking(
  { sites, enqueue, isLooking }: LookingParts,
  keys: readonly string[],
  beside?: string,
): Promise<void> {
  if (!isLooking || keys.length === 0) return
  await sites.setInvestigation(keys, 'waiting')
  await enqueue(
    keys.map((site) => investigateJob(beside === undefined ? { site } : { site, beside })),
  )
}
