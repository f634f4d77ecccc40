import {
  ELSEWHERE_KINDS,
  type ElsewhereAnswer,
  type ElsewhereKind,
  type OrderEvent,
  type Parsed,
  type Privacy,
} from '@gatehouse/contract'
import type { Readings } from '@gatehouse/signals'
import type { CircleMember, HistoryAddition, HistoryCount, Membership } from '@gatehouse/store'
import { spelledEntity } from '../entities.ts'
import { HistoryTable } from './history-table.ts'
import { CIRCLE_ENTITIES, isShareable } from './shareable.ts'

/** A circle's own shops that share what became of their orders. */
export interface HistoryCircle {
  readonly name: string
  readonly key: Membership['key']
  readonly members: readonly CircleMember[]
}

/** What is asked about. */
export interface ElsewhereSubject {
  readonly shopId: string
  readonly event: Parsed<OrderEvent>
  readonly readings: Readings
  readonly privacy: Privacy
  readonly atMs: number
  /** It is an order, and counts from now on. */
  readonly isOrder: boolean
}

interface Counted {
  readonly circle: string
  readonly member: string
  readonly kind: ElsewhereKind
  readonly token: Uint8Array
  readonly place: number
  readonly before: { readonly firstMs: number; readonly lastMs: number } | null
}

/** An order that was counted, to be settled or taken out again. */
export interface ElsewhereReservation {
  readonly counted: readonly Counted[]
  readonly atMs: number
}

export interface ElsewhereReading {
  readonly answer: ElsewhereAnswer
  readonly reservation: ElsewhereReservation | null
}

/**
 * Counts, for shops that share it, what the same person did at the others: read before the order
 * itself is counted, in one step, so that orders at the same moment see each other.
 */
export interface ElsewhereIndex {
  observe(subject: ElsewhereSubject): ElsewhereReading
  /** It was stored, and approved or not. */
  settle(reservation: ElsewhereReservation, isApproved: boolean): void
  /** It was not stored: it did not happen. */
  release(reservation: ElsewhereReservation): void
  /** Who shares; counts stay where the members did. */
  load(circles: readonly HistoryCircle[]): void
  /** What the database says now. */
  merge(counts: readonly HistoryCount[]): void
  /** What the database does not know yet; it is taken out. */
  takeAdditions(): HistoryAddition[]
  /** It could not be told: once more, later. */
  giveBack(additions: readonly HistoryAddition[]): void
}

const NOT_IN_CIRCLE: ElsewhereReading = Object.freeze({
  answer: Object.freeze({ known: false, reason: 'not_in_circle' }),
  reservation: null,
})
const NOT_SENT: ElsewhereReading = Object.freeze({
  answer: Object.freeze({ known: false, reason: 'not_sent' }),
  reservation: null,
})
/** What waits for the database: beyond it new counts are not kept on disk. */
const ADDITIONS_MAX = 100_000

interface Part {
  readonly circle: HistoryCircle
  readonly self: CircleMember
}

/** @param rowsMax tokens at members that are held: 40 to 60 bytes each */
export function createElsewhereIndex(rowsMax: number): ElsewhereIndex {
  const table = new HistoryTable(rowsMax)
  /** Members have places that they keep. */
  const places = new Map<string, number>()
  let shared = new Set<number>()
  let parts = new Map<string, Part[]>()
  const additions = new Map<string, HistoryAddition>()

  const placeOf = (circle: string, member: string): number => {
    const name = `${circle}\n${member}`
    const place = places.get(name) ?? places.size
    places.set(name, place)
    return place
  }

  function add(one: HistoryAddition): void {
    const key = additionKey(one)
    const known = additions.get(key)
    if (known === undefined && additions.size >= ADDITIONS_MAX) return
    additions.set(key, {
      ...one,
      orders: one.orders + (known?.orders ?? 0),
      approved: one.approved + (known?.approved ?? 0),
      firstAtMs: Math.min(one.firstAtMs, known?.firstAtMs ?? Infinity),
      lastAtMs: Math.max(one.lastAtMs, known?.lastAtMs ?? -Infinity),
    })
  }

  function count({ token, place }: Counted, atMs: number, orders: number, approved: number): void {
    const row = table.get(token, place)
    table.set(token, place, {
      orders: (row?.orders ?? 0) + orders,
      approved: (row?.approved ?? 0) + approved,
      fraud: row?.fraud ?? 0,
      firstMs: Math.min(row?.firstMs ?? Infinity, atMs),
      lastMs: Math.max(row?.lastMs ?? -Infinity, atMs),
    })
  }

  const additionOf = (
    { circle, member, kind, token }: Counted,
    atMs: number,
    orders: number,
    approved: number,
  ): HistoryAddition => ({
    circle,
    member,
    kind,
    token,
    orders,
    approved,
    firstAtMs: atMs,
    lastAtMs: atMs,
  })

  return {
    observe(subject) {
      const own = parts.get(subject.shopId)
      if (own === undefined) return NOT_IN_CIRCLE
      const spelled = spelledOf(subject)
      if (spelled.length === 0) return NOT_SENT
      const tally = new Tally()
      const counted: Counted[] = []
      for (const { circle, self } of own) {
        const place = placeOf(circle.name, self.member)
        for (const [kind, value] of spelled) {
          const token = circle.key.token(kind, value)
          tally.begin()
          for (const [member, row] of table.others(token, place)) {
            if (shared.has(member)) tally.add(member, row)
          }
          if (!subject.isOrder) continue
          const before = table.get(token, place) ?? null
          counted.push({ circle: circle.name, member: self.member, kind, token, place, before })
        }
      }
      for (const each of counted) {
        count(each, subject.atMs, 1, 0)
        add(additionOf(each, subject.atMs, 1, 0))
      }
      const reservation = counted.length === 0 ? null : { counted, atMs: subject.atMs }
      return { answer: tally.answer(), reservation }
    },
    settle({ counted, atMs }, isApproved) {
      if (!isApproved) return
      for (const each of counted) {
        count(each, atMs, 0, 1)
        add(additionOf(each, atMs, 0, 1))
      }
    },
    release({ counted, atMs }) {
      for (const each of counted) {
        const { token, place, before } = each
        const row = table.get(token, place)
        if (row === undefined) continue
        const isLast = row.lastMs === atMs && before !== null
        table.set(token, place, {
          ...row,
          orders: row.orders - 1,
          firstMs: before?.firstMs ?? row.firstMs,
          lastMs: isLast ? before.lastMs : row.lastMs,
        })
        add(additionOf(each, before?.lastMs ?? atMs, -1, 0))
      }
    },
    load(circles) {
      const next = new Map<string, Part[]>()
      const sharing = new Set<number>()
      for (const circle of circles) {
        for (const self of circle.members) {
          if (self.shopId === null || !self.sharesHistory) continue
          next.set(self.shopId, [...(next.get(self.shopId) ?? []), { circle, self }])
          if (!self.isMuted) sharing.add(placeOf(circle.name, self.member))
        }
      }
      parts = next
      shared = sharing
    },
    merge(counts) {
      for (const { circle, member, kind, token, ...known } of counts) {
        const waiting = additions.get(additionKey({ circle, member, kind, token }))
        table.set(token, placeOf(circle, member), {
          orders: known.orders + (waiting?.orders ?? 0),
          approved: known.approved + (waiting?.approved ?? 0),
          fraud: known.fraud,
          firstMs: Math.min(known.firstAtMs, waiting?.firstAtMs ?? Infinity),
          lastMs: Math.max(known.lastAtMs, waiting?.lastAtMs ?? -Infinity),
        })
      }
    },
    takeAdditions() {
      const taken = [...additions.values()]
      additions.clear()
      return taken
    },
    giveBack(given) {
      for (const each of given) add(each)
    },
  }
}

type Key = Pick<HistoryAddition, 'circle' | 'member' | 'kind' | 'token'>

function additionKey({ circle, member, kind, token }: Key): string {
  return `${circle}\n${member}\n${kind}\n${Buffer.from(token).toString('base64')}`
}

/** Under `privacy: minimal` no trace of a customer's address is kept, here neither. */
function spelledOf({ event, readings, privacy }: ElsewhereSubject): [ElsewhereKind, string][] {
  const known: [ElsewhereKind, string][] = []
  for (const kind of ELSEWHERE_KINDS) {
    if (kind === 'address' && privacy === 'minimal') continue
    const spelled = spelledEntity(CIRCLE_ENTITIES[kind], event, readings)
    if (spelled !== undefined && isShareable(kind, spelled)) known.push([kind, spelled])
  }
  return known
}

/** The kind that most orders are known by speaks; shops are those of all kinds. */
class Tally {
  readonly #shops = new Set<number>()
  readonly #sums: { orders: number; approved: number; fraud: number }[] = []
  #firstMs = Infinity
  #lastMs = -Infinity

  begin(): void {
    this.#sums.push({ orders: 0, approved: 0, fraud: 0 })
  }

  add(
    member: number,
    row: { orders: number; approved: number; fraud: number; firstMs: number; lastMs: number },
  ): void {
    if (row.orders === 0) return
    const sum = this.#sums.at(-1)!
    sum.orders += row.orders
    sum.approved += row.approved
    sum.fraud += row.fraud
    this.#shops.add(member)
    this.#firstMs = Math.min(this.#firstMs, row.firstMs)
    this.#lastMs = Math.max(this.#lastMs, row.lastMs)
  }

  answer(): ElsewhereAnswer {
    const most = (of: 'orders' | 'approved' | 'fraud') =>
      this.#sums.reduce((max, sum) => Math.max(max, sum[of]), 0)
    const isEmpty = this.#shops.size === 0
    return {
      known: true,
      shops: this.#shops.size,
      orders: most('orders'),
      approved: most('approved'),
      fraud: most('fraud'),
      firstOrderMs: isEmpty ? null : this.#firstMs,
      lastOrderMs: isEmpty ? null : this.#lastMs,
    }
  }
}
