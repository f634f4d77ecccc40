/** $1 shop, $2 subject, $3 key id. */
export const FIND_SUBJECT_KEY = {
  name: 'find_subject_key',
  text: `SELECT wrapped FROM subject_keys WHERE shop_id = $1 AND subject = $2 AND key_id = $3`,
}

/** $1 shop, $2 subject. */
export const DELETE_SUBJECT_KEYS = {
  name: 'delete_subject_keys',
  text: `DELETE FROM subject_keys WHERE shop_id = $1 AND subject = $2`,
}

/** Tells every node to forget the keys that it holds in memory. */
export const NOTIFY_ERASED = {
  name: 'notify_erased',
  text: `SELECT pg_notify('gatehouse_erased', '')`,
}
