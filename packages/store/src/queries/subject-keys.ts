/** Salts of a person's keys. $1 subject as a UUID. */
export const FIND_DATA_KEYS = {
  name: 'find_data_keys',
  text: `
SELECT DISTINCT salt FROM data_keys
WHERE uuid_hash(subject) = uuid_hash($1::uuid) AND subject = $1::uuid`,
}

/** Keys of sealed format 1. $1 shop, $2 subject, $3 key id. */
export const FIND_SUBJECT_KEY = {
  name: 'find_subject_key',
  text: `SELECT wrapped FROM subject_keys WHERE shop_id = $1 AND subject = $2 AND key_id = $3`,
}

/**
 * Keys of all formats; answers how many. A key that arrived with two batches at once may stand
 * twice. $1 shop, $2 subject, $3 subject as a UUID.
 */
export const DELETE_KEYS = {
  name: 'delete_keys',
  text: `
WITH first AS (DELETE FROM subject_keys WHERE shop_id = $1 AND subject = $2 RETURNING 1),
second AS (
  DELETE FROM data_keys WHERE uuid_hash(subject) = uuid_hash($3::uuid) AND subject = $3::uuid
  RETURNING salt
)
SELECT ((SELECT count(*) FROM first) + (SELECT count(DISTINCT salt) FROM second))::int AS keys`,
}

/** Tells every node to forget the keys that it holds in memory. */
export const NOTIFY_ERASED = {
  name: 'notify_erased',
  text: `SELECT pg_notify('gatehouse_erased', '')`,
}
