import type { ConnectionConfig } from '@gatehouse/store'
import pg from 'pg'

/** Bytes of one table, by part. Sizes are those on disk; columns are the values alone. */
export interface TableSize {
  readonly table: string
  readonly rows: number
  /** With TOAST. */
  readonly heapBytes: number
  readonly indexes: readonly { readonly name: string; readonly bytes: number }[]
  /** Bytes of all values of a column with their length words, without padding. */
  readonly columns: readonly { readonly name: string; readonly bytes: number }[]
}

/** Partitions count as their table. Tables without rows are left out. */
export async function tableSizes(connection: ConnectionConfig): Promise<readonly TableSize[]> {
  const client = new pg.Client(connection as pg.ClientConfig)
  await client.connect()
  try {
    await client.query('VACUUM ANALYZE')
    const tables = await query<{ table: string; heap: string }>(
      client,
      `SELECT c.relname AS table, sum(pg_table_size(part.relid)) AS heap
       FROM pg_class c, LATERAL pg_partition_tree(c.oid) AS part
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'p' GROUP BY 1
       UNION ALL
       SELECT c.relname, pg_table_size(c.oid) FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition`,
    )
    const sizes: TableSize[] = []
    for (const { table, heap } of tables) {
      const [counted] = await query<{ rows: string }>(
        client,
        `SELECT count(*) AS rows FROM ${table}`,
      )
      if (Number(counted!.rows) === 0) continue
      sizes.push({
        table,
        rows: Number(counted!.rows),
        heapBytes: Number(heap),
        indexes: await indexes(client, table),
        columns: await columns(client, table),
      })
    }
    return sizes.sort((left, right) => right.heapBytes - left.heapBytes)
  } finally {
    await client.end()
  }
}

async function indexes(client: pg.Client, table: string) {
  const found = await query<{ name: string; bytes: string }>(
    client,
    `WITH RECURSIVE tree AS (
       SELECT indexrelid AS id, indexrelid AS top FROM pg_index WHERE indrelid = $1::regclass
       UNION ALL SELECT inhrelid, top FROM pg_inherits JOIN tree ON inhparent = id
     )
     SELECT top::regclass::text AS name, sum(pg_relation_size(id)) AS bytes FROM tree GROUP BY 1
     ORDER BY 2 DESC`,
    [table],
  )
  return found.map(({ name, bytes }) => ({ name, bytes: Number(bytes) }))
}

async function columns(client: pg.Client, table: string) {
  const names = await query<{ name: string }>(
    client,
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0
       AND NOT attisdropped ORDER BY attnum`,
    [table],
  )
  const sums = names.map(({ name }) => `coalesce(sum(pg_column_size(${name})), 0) AS ${name}`)
  const [row] = await query<Record<string, string>>(
    client,
    `SELECT ${sums.join(', ')} FROM ${table}`,
  )
  return names.map(({ name }) => ({ name, bytes: Number(row![name]) }))
}

async function query<Row extends pg.QueryResultRow>(
  client: pg.Client,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return (await client.query<Row>(text, [...values])).rows
}

export interface AllBytes {
  readonly bytes: number
  /** Of these, what is gone after a day. */
  readonly idempotencyBytes: number
}

export function allBytes(sizes: readonly TableSize[]): AllBytes {
  const of = ({ heapBytes, indexes }: TableSize) =>
    heapBytes + indexes.reduce((sum, index) => sum + index.bytes, 0)
  const sum = (tables: readonly TableSize[]) => tables.reduce((all, table) => all + of(table), 0)
  return {
    bytes: sum(sizes),
    idempotencyBytes: sum(sizes.filter(({ table }) => table === 'idempotency')),
  }
}

/** Where every byte of a decision goes. A table's "rest" is row and page heads, padding and fill. */
export function printSizes(sizes: readonly TableSize[], decisions: number): void {
  const each = (bytes: number) => (bytes / decisions).toFixed(1).padStart(8)
  for (const { table, rows, heapBytes, indexes, columns } of sizes) {
    const bytes = heapBytes + indexes.reduce((sum, index) => sum + index.bytes, 0)
    if (bytes / decisions < 0.5) continue
    console.log(`${each(bytes)} B  ${table} (${rows} rows)`)
    const values = columns.reduce((sum, column) => sum + column.bytes, 0)
    for (const { name, bytes } of columns.toSorted((left, right) => right.bytes - left.bytes)) {
      if (bytes > 0) console.log(`${each(bytes)}      ${name}`)
    }
    console.log(`${each(heapBytes - values)}      heads, padding, fill`)
    for (const { name, bytes } of indexes) console.log(`${each(bytes)}    index ${name}`)
  }
  const { bytes, idempotencyBytes } = allBytes(sizes)
  console.log(
    `bytes per decision: ${(bytes / decisions).toFixed(0)} in all; ` +
      `${((bytes - idempotencyBytes) / decisions).toFixed(0)} once the idempotency keys are ` +
      'expired (24 h)',
  )
}

const MILLION = 1_000_000

/** What a million takes: what is there, and the rest as the growth since the first part was. */
export function printMillion(
  first: AllBytes & { readonly decisions: number },
  last: AllBytes & { readonly decisions: number },
): void {
  const at = (of: (all: AllBytes) => number) => {
    const each = (of(last) - of(first)) / (last.decisions - first.decisions)
    return ((of(last) + each * (MILLION - last.decisions)) / 1e6).toFixed(0)
  }
  console.log(
    `a million decisions: ${at(({ bytes }) => bytes)} MB while all are younger than a day, ` +
      `${at(({ bytes, idempotencyBytes }) => bytes - idempotencyBytes)} MB afterwards`,
  )
}
