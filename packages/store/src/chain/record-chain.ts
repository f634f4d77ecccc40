import type { SqlPool } from '../connection/sql.ts'
import type { Keyring } from '../privacy/keyring.ts'
import {
  CHAINS,
  type ChainName,
  INSERT_SEAL,
  LOCK_CHAIN,
  NEWEST_SEAL,
  type SealRow,
  unsealed,
  type UnsealedRow,
} from '../queries/seals.ts'
import { retireMonth, type RetireMonth } from './retire-month.ts'
import { CHAIN_START, cursorOf, nextSeal } from './seal.ts'
import {
  anchorOf,
  type ChainAnchor,
  type ChainReport,
  verifyChain,
  type VerifyChainOptions,
} from './verify-chain.ts'

/** 32 KB of entries. */
const SEAL_ROWS_MAX = 1000
/** Any constant; the number of the chain is added. */
const ADVISORY_LOCK = 7_403_912_020

export const CHAIN_NAMES = Object.keys(CHAINS) as readonly ChainName[]

/** Seals what was committed, in the order of transactions, and proves that it is as it was. */
export interface RecordChain {
  /**
   * Makes the next seal of each chain, if there is anything new. Safe on several nodes at once: one
   * seals, and the others have nothing to do.
   * @returns rows that were sealed; the chain may have more of them
   */
  seal(nowMs: number): Promise<number>
  verify(chain: ChainName, options?: VerifyChainOptions): Promise<ChainReport>
  /** See `retireMonth`. */
  retire(month: RetireMonth): Promise<number>
  /** The newest seal of each chain, to be kept elsewhere. */
  anchors(): Promise<readonly (ChainAnchor & { readonly sealed_at: string })[]>
}

export function openRecordChain(
  pool: SqlPool,
  slow: SqlPool,
  keyring: Pick<Keyring, 'derive'>,
): RecordChain {
  const newest = async (sql: Pick<SqlPool, 'rows'>, chain: ChainName) => {
    const [row] = await sql.rows<SealRow>(NEWEST_SEAL, [CHAINS[chain].chain])
    return row
  }

  async function sealOne(chain: ChainName, nowMs: number): Promise<number> {
    const { chain: number } = CHAINS[chain]
    return pool.transaction(async (sql) => {
      const [lock] = await sql.rows<{ is_ours: boolean }>(LOCK_CHAIN, [ADVISORY_LOCK + number])
      if (lock?.is_ours !== true) return 0
      const last = await newest(sql, chain)
      const before = last === undefined ? CHAIN_START : cursorOf(last)
      const values = [before.tx, before.id, SEAL_ROWS_MAX]
      const [page] = await sql.rows<UnsealedRow>(unsealed(chain), values)
      if (page === undefined || page.tx === null || page.entries === null) return 0
      const { tx, rows, entries } = page
      const seal = nextSeal(chain, before, { tx, rows, entries }, nowMs, keyring)
      await sql.run(INSERT_SEAL, [
        number,
        seal.seal_no,
        nowMs,
        tx,
        rows,
        seal.format,
        seal.hash,
        seal.mac,
        entries,
      ])
      return rows
    })
  }

  return {
    async seal(nowMs) {
      let rows = 0
      for (const chain of CHAIN_NAMES) rows += await sealOne(chain, nowMs)
      return rows
    },
    verify: (chain, options = {}) => verifyChain(slow, keyring, chain, options),
    retire: (month) => retireMonth(slow, month),
    async anchors() {
      const heads = await Promise.all(CHAIN_NAMES.map((chain) => newest(pool, chain)))
      return heads.flatMap((seal, index) =>
        seal === undefined ? [] : [anchorOf(CHAIN_NAMES[index]!, seal)],
      )
    },
  }
}
