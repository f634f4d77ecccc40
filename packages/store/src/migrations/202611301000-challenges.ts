import type { Migration } from './migration.ts'

/**
 * What shoppers were asked to do: tokens of captchas and one-time codes, as keyed hashes. What is
 * needed to carry one out (the token, the number) is sealed, and gone once it is done.
 */
export const challenges: Migration = {
  id: '202611301000-challenges',
  sql: `
CREATE TABLE challenges (
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  settled_at timestamptz,
  id uuid PRIMARY KEY,
  decision_id uuid NOT NULL,
  score double precision,
  attempts int NOT NULL DEFAULT 0,
  shop_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('captcha', 'silent_captcha', 'otp')),
  state text COLLATE "C" NOT NULL DEFAULT 'pending'
    CHECK (state IN ('pending', 'passed', 'failed', 'unchecked')),
  reason text COLLATE "C" NOT NULL DEFAULT '',
  number_prefix text COLLATE "C",
  secret_hash bytea,
  number_token bytea,
  ip_token bytea,
  sealed bytea
);
CREATE INDEX challenges_order ON challenges (decision_id, shop_id);
CREATE INDEX challenges_sent ON challenges (shop_id, created_at) WHERE kind = 'otp';
CREATE INDEX challenges_age ON challenges (created_at);
CREATE UNIQUE INDEX challenges_once ON challenges (secret_hash) WHERE kind <> 'otp';
`,
}
