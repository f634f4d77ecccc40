import type { Migration } from './migration.ts'

/**
 * Who is in a circle and who is not decides what orders are stopped by. What members say day by day
 * stays in the log of the circle.
 */
export const circleAudit: Migration = {
  id: '202612021320-circle-audit',
  sql: `
CREATE FUNCTION audit_circle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  found circle_members := (SELECT m FROM circle_members m
    WHERE m.circle = NEW.circle AND m.member = NEW.member);
BEGIN
  PERFORM audit(found.shop_id, 'circle', NEW.circle, NEW.action, NEW.author, NULL, NULL,
    CASE WHEN NEW.member <> '' THEN jsonb_strip_nulls(jsonb_build_object('member', NEW.member,
      'title', found.title, 'owner', found.owner, 'lists', found.lists,
      'labels', found.shares_labels, 'history', found.shares_history, 'muted', found.is_muted,
      'origin', url_origin(found.url))) END);
  RETURN NULL;
END $$;
CREATE TRIGGER circle_log_audited AFTER INSERT ON circle_log FOR EACH ROW
  WHEN (NEW.action IN ('created', 'removed', 'joined', 'changed', 'dismissed', 'muted', 'unmuted'))
  EXECUTE FUNCTION audit_circle();
`,
}
