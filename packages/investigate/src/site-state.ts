import type {
  NetworkObservation,
  PageObservation,
  PageSkeleton,
  PaymentFlowObservation,
  RegistrationObservation,
} from '@gatehouse/sites'
import type { Unseen } from './eyes.ts'

/** What was seen last of a site, by topic; absent: nobody has looked. */
export interface SiteState {
  readonly url?: string
  readonly registration?: RegistrationObservation | Unseen
  readonly network?: NetworkObservation | Unseen
  readonly crawler_page?: PageObservation | Unseen
  readonly shopper_page?: PageObservation | Unseen
  readonly payment_flow?: PaymentFlowObservation | Unseen
}
export type SiteTopic = keyof SiteState
/** What is looked at. */
export type LookTopic = Exclude<SiteTopic, 'url'>

/** As it is kept: JSON. */
export function topicToStore(observation: NonNullable<SiteState[SiteTopic]>): unknown {
  if (typeof observation === 'string' || !('skeleton' in observation)) return observation
  const { skeleton, ...rest } = observation
  return { ...rest, skeleton: skeleton === null ? null : skeletonToStore(skeleton) }
}

/** @param stored what `topicToStore` made of each topic */
export function readSiteState(stored: Readonly<Record<string, unknown>>): SiteState {
  const pages: Record<string, unknown> = {}
  for (const topic of ['crawler_page', 'shopper_page'] as const) {
    const page = stored[topic] as { skeleton?: StoredSkeleton | null } | undefined
    if (page?.skeleton === undefined) continue
    const skeleton = page.skeleton === null ? null : skeletonFromStore(page.skeleton)
    pages[topic] = { ...page, skeleton }
  }
  return { ...stored, ...pages }
}

/** What was seen, or nothing. */
export function seen<Observation extends object>(
  observation: Observation | Unseen | undefined,
): Observation | null {
  return observation === undefined || 'unknown' in observation ? null : observation
}

interface StoredSkeleton extends Omit<PageSkeleton, 'minHash'> {
  readonly minHash: string
}

function skeletonToStore({ minHash, ...rest }: PageSkeleton): StoredSkeleton {
  const bytes = Buffer.alloc(minHash.length * 4)
  minHash.forEach((minimum, at) => bytes.writeUInt32LE(minimum, at * 4))
  return { ...rest, minHash: bytes.toString('base64') }
}

function skeletonFromStore({ minHash, ...rest }: StoredSkeleton): PageSkeleton {
  const bytes = Buffer.from(minHash, 'base64')
  const minima = new Uint32Array(Math.floor(bytes.length / 4))
  minima.forEach((_, at) => (minima[at] = bytes.readUInt32LE(at * 4)))
  return { ...rest, minHash: minima }
}
