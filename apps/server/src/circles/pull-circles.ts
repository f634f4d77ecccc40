import { CIRCLE_PAGE_BYTES_MAX, CIRCLE_PAGE_ITEMS } from '@gatehouse/contract'
import {
  EgressError,
  openConfiguredDoor,
  openDialer,
  openResolver,
  type Dialer,
  type NameResolver,
} from '@gatehouse/egress'
import { openCirclePage } from '@gatehouse/pipeline'
import { CIRCLE_ITEMS_MAX, type CircleMember, type Store, type TakenPage } from '@gatehouse/store'
import { isCirclePage, readSignedPage } from './circle-validators.ts'

/** What all members of a circle say together: 43 MB in memory, twice that while tables have grown ahead. */
export const CIRCLE_SAID_MAX = 1_000_000
/** Everything that a member may say, and half of it changed meanwhile. */
const PAGES_MAX = Math.ceil((1.5 * CIRCLE_ITEMS_MAX) / CIRCLE_PAGE_ITEMS)
const TIMEOUT_MS = 20_000
/** JSON in JSON: every quote is escaped. */
const ANSWER_BYTES_MAX = 2 * CIRCLE_PAGE_BYTES_MAX

export interface PullParts {
  readonly store: Pick<Store, 'circles'>
  /** The real ones when absent. */
  readonly resolver?: NameResolver
  readonly dialer?: Dialer
  nowMs(): number
}

export interface Pulled {
  readonly circle: string
  readonly title: string
  readonly said: number
  readonly withdrawn: number
  /** Why it was given up; `null`: all of it is here. */
  readonly problem: string | null
}

/** Asks every member that has an address what is new; one that cannot be asked keeps nobody waiting. */
export async function pullCircles(parts: PullParts, circle: string | null): Promise<Pulled[]> {
  const pulled: Pulled[] = []
  for (const member of await parts.store.circles.members(circle)) {
    if (member.url !== null && !member.isMuted) pulled.push(await pullMember(parts, member))
  }
  return pulled
}

async function pullMember(parts: PullParts, member: CircleMember): Promise<Pulled> {
  const { circles } = parts.store
  const { circle, title } = member
  const sum = { said: 0, withdrawn: 0 }
  let problem: string | null = null
  try {
    problem = await pullPages(parts, member, sum)
  } catch (error) {
    if (!(error instanceof EgressError)) throw error
    problem = error.message
  }
  if (problem !== null) await circles.failed(circle, member.member, problem)
  return { circle, title, ...sum, problem }
}

async function pullPages(
  parts: PullParts,
  member: CircleMember,
  sum: { said: number; withdrawn: number },
): Promise<string | null> {
  const { resolver = openResolver(), dialer = openDialer() } = parts
  const { circles } = parts.store
  const url = new URL(member.url!)
  const door = openConfiguredDoor({ origins: [url.origin], resolver, dialer })
  const keyCheck = (await circles.key(member.circle))?.check ?? ''
  const apiKey = await circles.apiKeyOf(member)
  const base = url.href.replace(/\/$/, '')
  let { seq } = member
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await door.send({
      method: 'GET',
      url: `${base}/v1/circles/${member.circle}/feed?cursor=${seq}`,
      headers: apiKey === null ? {} : { authorization: `Bearer ${apiKey}` },
      limits: {
        bytesMax: ANSWER_BYTES_MAX,
        timeoutMs: TIMEOUT_MS,
        contentTypes: ['application/json', 'application/problem+json'],
      },
    })
    if (answer.status !== 200) return `the member answered ${answer.status}`
    const signed = readSignedPage(Buffer.from(answer.body).toString())
    if (signed === undefined) return 'the member did not answer with a page'
    const opened = openCirclePage(signed, {
      member,
      keyCheck,
      nowMs: parts.nowMs(),
      isPulled: true,
      isPage: isCirclePage,
    })
    if (!opened.ok) return opened.problem
    if (opened.page.from !== seq) return 'the page does not begin where it was asked to'
    const taken = await circles.take(opened.page, CIRCLE_SAID_MAX)
    if (taken.state !== 'taken') return problemOf(taken)
    sum.said += taken.said
    sum.withdrawn += taken.withdrawn
    if (opened.page.is_last) return null
    if (taken.seq <= seq) return 'the member sends the same page for ever'
    seq = taken.seq
  }
  return 'the member has more to say than any may'
}

/** For people. */
export function problemOf(taken: Exclude<TakenPage, { state: 'taken' }>): string {
  switch (taken.state) {
    case 'gap':
      return `something is missing before it: what changed after number ${taken.seq} is needed`
    case 'replayed':
      return 'the page is older than one that was taken already'
    case 'too_many':
      return 'the member says more than it may'
    case 'no_member':
      return 'it is from nobody who is a member'
  }
}
