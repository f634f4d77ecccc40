import type { Migration } from './migration.ts'

/**
 * One ruleset decides for a segment at a checkpoint. A document that names no segment is for
 * `default`, so what a node of an older version publishes stands where it stood.
 */
export const rulesetSegments: Migration = {
  id: '202611291000-ruleset-segments',
  sql: `
ALTER TABLE ruleset_checkpoints ADD COLUMN segment text COLLATE "C" NOT NULL DEFAULT 'default';
ALTER TABLE ruleset_checkpoints DROP CONSTRAINT ruleset_checkpoints_one;
ALTER TABLE ruleset_checkpoints ADD CONSTRAINT ruleset_checkpoints_one
  PRIMARY KEY (shop_id, checkpoint, segment);

CREATE OR REPLACE FUNCTION follow_published_ruleset() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.state = 'published' THEN
    DELETE FROM ruleset_checkpoints WHERE shop_id = OLD.shop_id AND name = OLD.name;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.state = 'published' THEN
    INSERT INTO ruleset_checkpoints (shop_id, checkpoint, segment, name)
    SELECT NEW.shop_id, checkpoint, coalesce(NEW.document ->> 'segment', 'default'), NEW.name
    FROM checkpoints_of(NEW.document) AS checkpoint;
  END IF;
  RETURN NULL;
END $$;
`,
}
