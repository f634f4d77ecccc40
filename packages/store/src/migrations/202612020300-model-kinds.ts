import type { Migration } from './migration.ts'

/** A model says how probable fraud is, or how strange an order is: at a checkpoint one of each decides. */
export const modelKinds: Migration = {
  id: '202612020300-model-kinds',
  sql: `
ALTER TABLE models ADD COLUMN kind text COLLATE "C" NOT NULL DEFAULT 'fraud'
  CHECK (kind IN ('fraud', 'anomaly'));
DROP INDEX models_one_champion;
DROP INDEX models_one_challenger;
CREATE UNIQUE INDEX models_one_champion ON models (shop_id, checkpoint, kind)
  WHERE state = 'champion';
CREATE UNIQUE INDEX models_one_challenger ON models (shop_id, checkpoint, kind)
  WHERE state = 'challenger';
`,
}
