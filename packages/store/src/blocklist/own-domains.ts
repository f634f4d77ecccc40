import { actAs } from '../audit/act-as.ts'
import type { SqlPool } from '../connection/sql.ts'
import {
  DELETE_OWN_DOMAIN,
  INSERT_OWN_DOMAIN,
  OWN_DOMAINS,
  type OwnDomainRow,
} from '../queries/blocklist-people.ts'

/** All are held in memory while a version is made. */
export const OWN_DOMAINS_MAX = 10_000

/** A name that is never listed, nor anything below it. */
export interface OwnDomain {
  /** Lower-case ASCII, no dot at its end. */
  readonly domain: string
  readonly role: 'own' | 'reseller'
  readonly note: string
  readonly addedBy: string
  readonly addedAtMs: number
}

/** The registry of the brand's own domains and of authorised resellers. */
export interface OwnDomains {
  all(): Promise<readonly OwnDomain[]>
  /** `undefined`: it is there already, or there are 10,000. */
  add(domain: Omit<OwnDomain, 'addedAtMs'>): Promise<OwnDomain | undefined>
  /** Whether it was there. */
  remove(domain: string, by: string): Promise<boolean>
}

export function openOwnDomains(pool: SqlPool): OwnDomains {
  return {
    all: async () => (await pool.rows<OwnDomainRow>(OWN_DOMAINS)).map(ownDomainOf),
    async add({ domain, role, note, addedBy }) {
      const values = [domain, role, note, addedBy, OWN_DOMAINS_MAX]
      const [row] = await pool.rows<OwnDomainRow>(INSERT_OWN_DOMAIN, values)
      return row === undefined ? undefined : ownDomainOf(row)
    },
    remove: (domain, by) =>
      pool.transaction(async (sql) => {
        await actAs(sql, by)
        return (await sql.run(DELETE_OWN_DOMAIN, [domain])) > 0
      }),
  }
}

function ownDomainOf(row: OwnDomainRow): OwnDomain {
  return {
    domain: row.domain,
    role: row.role as OwnDomain['role'],
    note: row.note,
    addedBy: row.added_by,
    addedAtMs: row.added_at,
  }
}
