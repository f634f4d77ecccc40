import type { Migration } from './migration.ts'

/**
 * What a list item did to open orders ends with it. One job for each list waits for the next item
 * that expires; lists that have such items already get theirs here.
 */
export const listExpiry: Migration = {
  id: '202611301200-list-expiry',
  sql: `
CREATE INDEX list_items_by_expiry ON list_items (shop_id, list_name, expires_at)
  WHERE expires_at IS NOT NULL;
INSERT INTO jobs (shop_id, queue, unique_key, run_at, payload)
SELECT shop_id, 'list_expired', list_name, min(expires_at) + interval '1 second',
  jsonb_build_object('list', list_name, 'since', (extract(epoch FROM now()) * 1000)::bigint)
FROM list_items WHERE expires_at > now() GROUP BY shop_id, list_name
ON CONFLICT DO NOTHING;
`,
}
