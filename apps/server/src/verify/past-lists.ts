import type { ListKind, ListStanding } from '@gatehouse/contract'
import {
  isTokenKind,
  listContentsOf,
  listsVersionOf,
  type ListContents,
  type LoadedList,
} from '@gatehouse/pipeline'
import type { ItemList, LoggedHead, Store } from '@gatehouse/store'
import { NotReplayable } from './not-replayable.ts'

/** Nodes read lists one after another, so a state may mix changes that came this close together. */
const MIXED_MS = 120_000
/** States that are tried where none in the order of the log has the name that is looked for. */
const MIXED_MAX = 2000
/** Contents of lists in memory, the newest asked for. */
const CONTENTS_MAX = 50

/** A list as it was from one change to the next. */
interface PastState {
  readonly name: string
  readonly kind: ListKind
  readonly standing: ListStanding
  readonly revision: number
  /** The revision from which on the log says everything; `null`: it begins in the midst. */
  readonly since: number | null
}
type States = ReadonlyMap<string, PastState>

interface Step {
  readonly atMs: number
  readonly name: string
  /** `null`: the list is gone. */
  readonly state: PastState | null
}

/** What the lists of a shop were, from their logs. */
export interface PastLists {
  /**
   * The lists in the state of this name, as `loadRuntime` takes them. What is on a list of tokens is
   * left out: a decision keeps what it said as a signal.
   *
   * @param asked names of lists whose contents rules ask for
   * @throws NotReplayable
   */
  of(version: string, atMs: number, asked: readonly string[]): Promise<readonly LoadedList[]>
}

export async function openPastLists(lists: Store['lists'], shopId: string): Promise<PastLists> {
  const [heads, now] = await Promise.all([lists.log.heads(shopId), lists.all(shopId)])
  const begun = before(heads, now)
  const steps = stepsOf(heads, begun)
  const named = new Map<string, number>([[nameOf(begun), 0]])
  const walk = new Map(begun)
  for (const [index, step] of steps.entries()) named.set(nameOf(stepped(walk, step)), index + 1)
  const found = new Map<string, States>()
  const contents = new Map<string, ListContents>()

  function statesOf(version: string, atMs: number): States {
    let states = found.get(version)
    if (states === undefined) {
      const index = named.get(version)
      states = index === undefined ? mixed(version, atMs) : statesAfter(index)
      found.set(version, states)
    }
    return states
  }

  function statesAfter(index: number): Map<string, PastState> {
    const states = new Map(begun)
    for (const step of steps.slice(0, index)) stepped(states, step)
    return states
  }

  /** Every way in which the changes of that time may have been seen. */
  function mixed(version: string, atMs: number): States {
    const from = steps.findIndex((step) => step.atMs >= atMs - MIXED_MS)
    const near = (from === -1 ? [] : steps.slice(from)).filter(
      (step) => step.atMs <= atMs + MIXED_MS,
    )
    let tried = [statesAfter(from === -1 ? steps.length : from)]
    for (const name of new Set(near.map((step) => step.name))) {
      const own = near.filter((step) => step.name === name)
      tried = tried.flatMap((states) => [
        states,
        ...own.map((step) => stepped(new Map(states), step)),
      ])
      if (tried.length > MIXED_MAX) break
    }
    const match = tried.find((states) => nameOf(states) === version)
    if (match !== undefined) return match
    throw new NotReplayable(
      'lists_unknown',
      `no lists of the shop were in the state \`${version}\``,
    )
  }

  async function contentsOf({ name, kind, revision, since }: PastState): Promise<ListContents> {
    const key = `${name}@${revision}`
    const known = contents.get(key)
    if (known !== undefined) return known
    if (since === null) {
      throw new NotReplayable('lists_unknown', `the log of \`${name}\` begins after it was made`)
    }
    const items = new Map<string, number>()
    for await (const page of lists.log.itemsBetween(shopId, name, since, revision)) {
      for (const { change, value, expiresAtMs } of page) {
        if (change === 'removed') items.delete(value)
        else items.set(value, expiresAtMs ?? Infinity)
      }
    }
    const made = listContentsOf(kind, items)
    contents.set(key, made)
    if (contents.size > CONTENTS_MAX) contents.delete(contents.keys().next().value!)
    return made
  }

  return {
    async of(version, atMs, asked) {
      const states = [...statesOf(version, atMs).values()].sort(byName)
      return Promise.all(
        states.map(async (state): Promise<LoadedList> => {
          const { name, kind, standing, revision } = state
          const isAsked = asked.includes(name) && !isTokenKind(kind)
          const held = isAsked ? await contentsOf(state) : listContentsOf(kind)
          return { name, kind, standing, revision, contents: held }
        }),
      )
    },
  }
}

/** Lists that were there before their log began: a list of today that nothing was done to, too. */
function before(heads: readonly LoggedHead[], now: readonly ItemList[]): Map<string, PastState> {
  const states = new Map<string, PastState>()
  const first = new Map<string, LoggedHead>()
  for (const head of heads) if (!first.has(head.name)) first.set(head.name, head)
  for (const { name, type, standing, revision } of now) {
    if (first.has(name)) continue
    states.set(name, { name, kind: type as ListKind, standing, revision, since: null })
  }
  for (const [name, { action, type, revision }] of first) {
    if (action === 'created') continue
    const described = heads.some((head) => head.name === name && head.standing !== null)
    const today = now.find((list) => list.name === name)
    const standing = described ? 'none' : (today?.standing ?? 'none')
    const kind = type as ListKind
    states.set(name, { name, kind, standing, revision: revision - 1, since: null })
  }
  return states
}

function stepsOf(heads: readonly LoggedHead[], begun: States): readonly Step[] {
  const states = new Map(begun)
  const latest = new Map<string, number>()
  const steps = heads.map(({ name, revision, type, action, standing, atMs }): Step => {
    const known = states.get(name)
    // A transaction that began sooner may have come later: those of one list stay in their order.
    const at = Math.max(atMs, latest.get(name) ?? atMs)
    latest.set(name, at)
    if (action === 'deleted') {
      states.delete(name)
      return { atMs: at, name, state: null }
    }
    const state: PastState = {
      name,
      kind: type as ListKind,
      standing: standing ?? known?.standing ?? 'none',
      revision,
      since: action === 'created' ? revision : (known?.since ?? null),
    }
    states.set(name, state)
    return { atMs: at, name, state }
  })
  return steps.sort((a, b) => a.atMs - b.atMs)
}

function stepped(states: Map<string, PastState>, { name, state }: Step): Map<string, PastState> {
  if (state === null) states.delete(name)
  else states.set(name, state)
  return states
}

function nameOf(states: States): string {
  return listsVersionOf([...states.values()].sort(byName))
}

function byName(a: PastState, b: PastState): number {
  return a.name < b.name ? -1 : 1
}
