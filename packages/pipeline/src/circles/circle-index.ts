import {
  CIRCLE_KINDS,
  type CircleKind,
  type OrderEvent,
  type Parsed,
  type SharedListAnswer,
} from '@gatehouse/contract'
import type { Readings } from '@gatehouse/signals'
import type { CircleKey, CircleMember } from '@gatehouse/store'
import { spelledEntity } from '../entities.ts'
import type { CircleTable, Said } from './circle-table.ts'
import { CIRCLE_ENTITIES } from './shareable.ts'

/** A circle as it is held in memory. */
export interface LoadedCircle {
  readonly name: string
  readonly key: CircleKey
  /** The numbers of members in the tables are their places here. */
  readonly members: readonly CircleMember[]
  readonly tables: Readonly<Record<CircleKind, CircleTable>>
}

/** What the members of each shop's circles say. */
export interface CircleIndex {
  /** What the others say about who is in an event, at a time. */
  of(shopId: string, event: Parsed<OrderEvent>, readings: Readings, atMs: number): SharedListAnswer
  /** All circles, in place of those before. */
  load(circles: readonly LoadedCircle[]): void
}

const NOT_IN_CIRCLE: SharedListAnswer = Object.freeze({ known: false, reason: 'not_in_circle' })
const NOT_SENT: SharedListAnswer = Object.freeze({ known: false, reason: 'not_sent' })

interface Part {
  readonly circle: LoadedCircle
  /** Its own place among the members. */
  readonly self: number
}

export function createCircleIndex(): CircleIndex {
  let parts = new Map<string, Part[]>()
  return {
    load(circles) {
      const next = new Map<string, Part[]>()
      for (const circle of circles) {
        for (const [self, { shopId }] of circle.members.entries()) {
          if (shopId !== null) next.set(shopId, [...(next.get(shopId) ?? []), { circle, self }])
        }
      }
      parts = next
    },
    of(shopId, event, readings, atMs) {
      const own = parts.get(shopId)
      if (own === undefined) return NOT_IN_CIRCLE
      const known: [CircleKind, string][] = []
      for (const kind of CIRCLE_KINDS) {
        const spelled = spelledEntity(CIRCLE_ENTITIES[kind], event, readings)
        if (spelled !== undefined && spelled !== '') known.push([kind, spelled])
      }
      return known.length === 0 ? NOT_SENT : answerOf(own, known, atMs)
    },
  }
}

function answerOf(
  parts: readonly Part[],
  known: readonly (readonly [CircleKind, string])[],
  atMs: number,
): SharedListAnswer {
  const owners = new Set<string>()
  const kinds: CircleKind[] = []
  let worst: Said | null = null
  let firstSeenMs = Infinity
  let lastSeenMs = -Infinity
  for (const [kind, spelled] of known) {
    let isSaid = false
    for (const { circle, self } of parts) {
      const table = circle.tables[kind]
      if (table.count === 0) continue
      for (const said of table.of(circle.key.token(kind, spelled))) {
        const member = circle.members[said.member]!
        if (said.member === self || member.isMuted || said.expiresAtMs <= atMs) continue
        isSaid = true
        owners.add(member.owner)
        if (worst === null || said.severity > worst.severity) worst = said
        firstSeenMs = Math.min(firstSeenMs, said.firstSeenMs)
        lastSeenMs = Math.max(lastSeenMs, said.lastSeenMs)
      }
    }
    if (isSaid) kinds.push(kind)
  }
  return {
    known: true,
    shops: owners.size,
    kinds,
    worst: worst === null ? null : { reason: worst.reason, severity: worst.severity },
    firstSeenMs: worst === null ? null : firstSeenMs,
    lastSeenMs: worst === null ? null : lastSeenMs,
  }
}
