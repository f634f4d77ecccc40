/** One step of the schema. Released steps never change: expand, then contract. */
export interface Migration {
  /** `YYYYMMDDHHMM-name`; ids ascend. */
  readonly id: string
  /** Runs in one transaction together with its row in `schema_migrations`. */
  readonly sql: string
}
