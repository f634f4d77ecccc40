import type { Sql } from '../connection/sql.ts'
import type { Keyring } from '../privacy/keyring.ts'
import {
  CHAINS,
  type ChainName,
  COUNT_SEALED,
  countUnsealed,
  entriesBetween,
  PAGE_SEALS,
  presentIds,
  RETIRED_RANGES,
  type SealRow,
} from '../queries/seals.ts'
import { diffEntries, type EntryDifference } from './diff-entries.ts'
import { CHAIN_START, type ChainCursor, cursorOf, ENTRY_BYTES, hashOf, macOf } from './seal.ts'

const PAGE_SEALS_MAX = 200
/** Rows that are asked for at once: seals of quiet hours are taken together. */
const GROUP_ROWS = 1000
const FINDINGS_MAX = 100

/** Something that is not as it was sealed. */
export interface ChainFinding {
  readonly chain: ChainName
  readonly what:
    | 'changed'
    | 'removed'
    | 'inserted'
    | 'moved'
    | 'reordered'
    | 'seal_changed'
    | 'seal_missing'
    | 'seal_not_ours'
    | 'ends_before_anchor'
    | 'anchor_differs'
  /** Number of the seal that says so. */
  readonly seal: number
  /** Of the row; `null`: the seal itself is meant. */
  readonly id: string | null
}

/** A point of a chain that was written down elsewhere: history up to it cannot be changed unseen. */
export interface ChainAnchor {
  readonly chain: ChainName
  readonly seal: number
  /** Hex. */
  readonly hash: string
}

export interface ChainReport {
  readonly chain: ChainName
  readonly seals: number
  /** Rows that were sealed. */
  readonly rows: number
  /** Of these, those that were there as they were sealed. */
  readonly unchanged: number
  /** Of these, those whose month was retired. */
  readonly retired: number
  /** Rows behind the last seal. */
  readonly unsealed: number
  /** In the order of the chain; the first 100. */
  readonly findings: readonly ChainFinding[]
  readonly findings_total: number
  /** The last seal; `null`: there is none. */
  readonly head: (ChainAnchor & { readonly sealed_at: string }) | null
}

export interface VerifyChainOptions {
  readonly anchors?: readonly ChainAnchor[]
  readonly onProgress?: (rows: number, of: number) => void
}

/** Walks a chain from its beginning and looks at every row that it seals. Reads only. */
export async function verifyChain(
  sql: Sql,
  keyring: Pick<Keyring, 'derive'>,
  chain: ChainName,
  { anchors = [], onProgress = () => {} }: VerifyChainOptions,
): Promise<ChainReport> {
  const findings: ChainFinding[] = []
  let total = 0
  const find = (what: ChainFinding['what'], seal: number, id: string | null = null) => {
    total++
    if (findings.length < FINDINGS_MAX) findings.push({ chain, what, seal, id })
  }
  const open = new Map(
    anchors.filter((anchor) => anchor.chain === chain).map((anchor) => [anchor.seal, anchor]),
  )
  const [counted] = await sql.rows<{ rows: string }>(COUNT_SEALED, [CHAINS[chain].chain])
  const retiredRanges = await sql.rows<RetiredRange>(RETIRED_RANGES)
  let last: ChainCursor = CHAIN_START
  let from: ChainCursor = CHAIN_START
  let head: SealRow | undefined
  let group: SealRow[] = []
  let [seals, rows, unchanged, retired] = [0, 0, 0, 0]

  async function lookAtRows(): Promise<void> {
    if (group.length === 0) return
    const sealed = Buffer.concat(group.map(({ entries }) => entries))
    const found = await entriesOf(sql, chain, from, last)
    const ofGroup = sealed.length / ENTRY_BYTES
    if (found.equals(sealed)) unchanged += ofGroup
    else {
      const differences = diffEntries(sealed, found)
      const judged = await judge(sql, chain, differences, retiredRanges)
      for (const { what, id, at } of judged) {
        if (what === 'retired') retired++
        else find(what, sealAt(group, at), id)
      }
      const gone = judged.filter(({ what }) => what !== 'inserted')
      unchanged += ofGroup - new Set(gone.map(({ id }) => id)).size
    }
    rows += ofGroup
    onProgress(rows, Number(counted!.rows))
    group = []
    from = last
  }

  for await (const seal of sealsOf(sql, chain)) {
    seals++
    const number = seal.seal_no
    if (number !== last.sealNo + 1) find('seal_missing', last.sealNo + 1)
    else if (!isWhole(seal) || !hashOf(chain, last.hash, seal).equals(seal.hash)) {
      find('seal_changed', number)
    }
    if (!macOf(seal.hash, keyring).equals(seal.mac)) find('seal_not_ours', number)
    const anchor = open.get(number)
    if (anchor !== undefined && anchor.hash !== seal.hash.toString('hex')) {
      find('anchor_differs', number)
    }
    open.delete(number)
    head = seal
    if (seal.entries.length < ENTRY_BYTES) continue
    last = cursorOf(seal)
    group.push(seal)
    if (group.reduce((sum, each) => sum + each.rows, 0) >= GROUP_ROWS) await lookAtRows()
  }
  await lookAtRows()
  for (const { seal } of open.values()) find('ends_before_anchor', seal)
  const [behind] = await sql.rows<{ rows: string }>(countUnsealed(chain), [last.tx, last.id])
  return {
    chain,
    seals,
    rows,
    unchanged,
    retired,
    unsealed: Number(behind!.rows),
    findings,
    findings_total: total,
    head: head === undefined ? null : anchorOf(chain, head),
  }
}

export function anchorOf(
  chain: ChainName,
  { seal_no: seal, hash, sealed_at: atMs }: SealRow,
): ChainAnchor & { readonly sealed_at: string } {
  return { chain, seal, hash: hash.toString('hex'), sealed_at: new Date(atMs).toISOString() }
}

async function* sealsOf(sql: Sql, chain: ChainName): AsyncGenerator<SealRow> {
  let after = 0
  for (;;) {
    const values = [CHAINS[chain].chain, after, PAGE_SEALS_MAX]
    const page = await sql.rows<SealRow>(PAGE_SEALS, values)
    yield* page
    if (page.length < PAGE_SEALS_MAX) return
    after = page.at(-1)!.seal_no
  }
}

function isWhole({ entries, rows }: SealRow): boolean {
  return rows > 0 && entries.length === rows * ENTRY_BYTES
}

async function entriesOf(
  sql: Sql,
  chain: ChainName,
  from: ChainCursor,
  to: ChainCursor,
): Promise<Buffer> {
  const values = [from.tx, from.id, to.tx, to.id]
  const [row] = await sql.rows<{ entries: Buffer | null }>(entriesBetween(chain), values)
  return row?.entries ?? Buffer.alloc(0)
}

interface RetiredRange {
  readonly from_id: string
  readonly to_id: string
}

interface Judged {
  readonly what: 'changed' | 'removed' | 'inserted' | 'moved' | 'reordered' | 'retired'
  readonly id: string
  readonly at: number
}

/** A row that is not where it was may be somewhere else, or be gone on purpose. */
async function judge(
  sql: Sql,
  chain: ChainName,
  differences: readonly EntryDifference[],
  retired: readonly RetiredRange[],
): Promise<readonly Judged[]> {
  const missing = differences.filter(({ what }) => what === 'missing').map(({ id }) => id)
  const rows = await sql.rows<{ id: string }>(presentIds(chain), [missing])
  const elsewhere = new Set(rows.map(({ id }) => id))
  const isRetired = (id: string) =>
    chain === 'journal' && retired.some((range) => id >= range.from_id && id < range.to_id)
  return differences.map(({ what, id, at }) => {
    if (what === 'unknown') return { what: 'inserted', id, at }
    if (what !== 'missing') return { what, id, at }
    if (elsewhere.has(id)) return { what: 'moved', id, at }
    return { what: isRetired(id) ? 'retired' : 'removed', id, at }
  })
}

function sealAt(group: readonly SealRow[], at: number): number {
  let left = at
  for (const { seal_no: number, rows } of group) {
    if (left < rows) return number
    left -= rows
  }
  return group.at(-1)!.seal_no
}
