import type { Migration } from './migration.ts'

/**
 * One ruleset decides at a checkpoint, whichever node publishes it. The rows follow the published
 * rulesets by a trigger, so that a node of an older version cannot pass them by. Where two rulesets
 * hold a checkpoint already, the first by name keeps it: that is the one that decides.
 */
export const rulesetCheckpoints: Migration = {
  id: '202611280900-ruleset-checkpoints',
  sql: `
CREATE TABLE ruleset_checkpoints (
  shop_id text COLLATE "C" NOT NULL,
  checkpoint text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  CONSTRAINT ruleset_checkpoints_one PRIMARY KEY (shop_id, checkpoint)
);

CREATE FUNCTION checkpoints_of(document jsonb) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
  SELECT DISTINCT jsonb_array_elements_text(CASE jsonb_typeof(document -> 'checkpoints')
    WHEN 'array' THEN document -> 'checkpoints' ELSE '[]' END) ORDER BY 1
$$;

CREATE FUNCTION follow_published_ruleset() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.state = 'published' THEN
    DELETE FROM ruleset_checkpoints WHERE shop_id = OLD.shop_id AND name = OLD.name;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.state = 'published' THEN
    INSERT INTO ruleset_checkpoints (shop_id, checkpoint, name)
    SELECT NEW.shop_id, checkpoint, NEW.name FROM checkpoints_of(NEW.document) AS checkpoint;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER rulesets_hold_checkpoints AFTER INSERT OR UPDATE OR DELETE ON rulesets
  FOR EACH ROW EXECUTE FUNCTION follow_published_ruleset();

INSERT INTO ruleset_checkpoints (shop_id, checkpoint, name)
SELECT DISTINCT ON (shop_id, checkpoint) shop_id, checkpoint, name
FROM rulesets, checkpoints_of(document) AS checkpoint
WHERE state = 'published' ORDER BY shop_id, checkpoint, name;
`,
}
