import type { Migration } from './migration.ts'

/**
 * What the gate remembers of registered customers. `account` is the first 64 bits of the keyed token
 * of the account, so it is the shop's own and cannot be read back. `as_of` orders what is said of a
 * customer: the first decision about an order (`ruling_id` the later one that says so), or a report
 * of fraud about `order_id`. The rest is an append-only log: it says who did what, and standing and
 * restoration follow from it.
 */
export const customers: Migration = {
  id: '202611281400-customers',
  sql: `
CREATE TABLE customers (
  account bigint PRIMARY KEY,
  tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
  as_of uuid NOT NULL,
  ruling_id uuid,
  order_id uuid,
  trust real NOT NULL,
  shop_id text COLLATE "C" NOT NULL
) WITH (fillfactor = 85);
CREATE INDEX customers_by_tx ON customers (tx);

CREATE TABLE customer_changes (
  account bigint NOT NULL,
  tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id uuid PRIMARY KEY,
  order_id uuid,
  shop_id text COLLATE "C" NOT NULL,
  change text COLLATE "C" NOT NULL
    CHECK (change IN ('blocked', 'closed', 'opened', 'restored', 'reported')),
  changed_by text,
  note text NOT NULL
);
CREATE INDEX customer_changes_by_account ON customer_changes (account, id);
CREATE INDEX customer_changes_by_tx ON customer_changes (tx);
`,
}
