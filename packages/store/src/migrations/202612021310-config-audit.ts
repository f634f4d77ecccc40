import type { Migration } from './migration.ts'

/**
 * Every change of what decides leaves a row in the audit log. Triggers write it, in the transaction of
 * the change: no way past our own code changes something unseen. Who and why stand in the rows that
 * are changed; where they do not, `gatehouse.actor` says who, else the user of the database. Values
 * that would be long are left out (what a ruleset or a list was stands in its own log).
 */
export const configAudit: Migration = {
  id: '202612021310-config-audit',
  sql: `
CREATE FUNCTION audit(shop text, kind text, subject text, action text, actor text, note text,
  before jsonb, after jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO audit_log (shop_id, kind, subject, action, actor, note, before, after)
  VALUES (shop, kind, subject, action,
    coalesce(nullif(actor, ''), nullif(current_setting('gatehouse.actor', true), ''),
      'database user ' || session_user),
    coalesce(note, ''), before, after)
$$;

CREATE FUNCTION audit_settings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  old_settings jsonb := (SELECT settings FROM shop_versions
    WHERE shop_id = NEW.shop_id AND revision < NEW.revision ORDER BY revision DESC LIMIT 1);
BEGIN
  -- Only what is different.
  PERFORM audit(NEW.shop_id, 'settings', 'settings@' || NEW.revision,
    CASE WHEN old_settings IS NULL THEN 'created' ELSE 'changed' END, NEW.author, NEW.note,
    (SELECT jsonb_object_agg(key, value) FROM jsonb_each(old_settings)
      WHERE NEW.settings -> key IS DISTINCT FROM value),
    (SELECT jsonb_object_agg(key, value) FROM jsonb_each(NEW.settings)
      WHERE old_settings -> key IS DISTINCT FROM value));
  RETURN NULL;
END $$;
CREATE TRIGGER shop_versions_audited AFTER INSERT ON shop_versions
  FOR EACH ROW EXECUTE FUNCTION audit_settings();

-- The revision of a shop and its version are written by one statement: what comes without is told too.
CREATE FUNCTION audit_shop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM audit(OLD.shop_id, 'settings', 'shop', 'deleted', NULL, NULL, OLD.settings, NULL);
  ELSIF NEW.settings IS DISTINCT FROM OLD.settings AND NEW.revision = OLD.revision THEN
    PERFORM audit(NEW.shop_id, 'settings', 'settings@' || NEW.revision, 'written_over', NULL, NULL,
      OLD.settings, NEW.settings);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER shops_audited AFTER UPDATE OR DELETE ON shops
  FOR EACH ROW EXECUTE FUNCTION audit_shop();

CREATE FUNCTION audit_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM CASE TG_OP
    WHEN 'INSERT' THEN audit(NEW.shop_id, 'key', NEW.key_id::text, 'created', NULL, NEW.name, NULL,
      jsonb_build_object('name', NEW.name, 'scopes', NEW.scopes))
    WHEN 'DELETE' THEN audit(OLD.shop_id, 'key', OLD.key_id::text, 'deleted', NULL, OLD.name,
      jsonb_build_object('name', OLD.name, 'scopes', OLD.scopes), NULL)
    ELSE audit(NEW.shop_id, 'key', NEW.key_id::text,
      CASE WHEN NEW.revoked_at IS NOT NULL AND OLD.revoked_at IS NULL THEN 'revoked' ELSE 'changed' END,
      NULL, NEW.name,
      jsonb_build_object('name', OLD.name, 'scopes', OLD.scopes, 'revoked', OLD.revoked_at IS NOT NULL),
      jsonb_build_object('name', NEW.name, 'scopes', NEW.scopes, 'revoked', NEW.revoked_at IS NOT NULL))
    END;
  RETURN NULL;
END $$;
CREATE TRIGGER api_keys_audited AFTER INSERT OR UPDATE OR DELETE ON api_keys
  FOR EACH ROW EXECUTE FUNCTION audit_key();

CREATE FUNCTION audit_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM audit(NEW.shop_id, 'list', NEW.list_name, NEW.action, NEW.author, NEW.source, NULL,
    jsonb_strip_nulls(jsonb_build_object('revision', NEW.revision, 'added', nullif(NEW.added, 0),
      'renewed', nullif(NEW.renewed, 0), 'removed', nullif(NEW.removed, 0),
      'standing', NEW.standing, 'description', NEW.description)));
  RETURN NULL;
END $$;
CREATE TRIGGER list_changes_audited AFTER INSERT ON list_changes
  FOR EACH ROW EXECUTE FUNCTION audit_list();

CREATE FUNCTION audit_ruleset() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row_now rulesets := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  action text := CASE
    WHEN TG_OP = 'DELETE' THEN 'deleted'
    WHEN TG_OP = 'INSERT' AND NEW.state = 'published' THEN 'published'
    WHEN TG_OP = 'INSERT' THEN 'drafted'
    WHEN NEW.state <> OLD.state THEN CASE NEW.state WHEN 'draft' THEN 'drafted' ELSE NEW.state END
    WHEN NEW.approved_at IS NOT NULL AND OLD.approved_at IS DISTINCT FROM NEW.approved_at THEN 'approved'
    WHEN NEW.state = 'draft' AND NEW.version <> OLD.version THEN 'drafted'
    ELSE 'written_over' END;
BEGIN
  PERFORM audit(row_now.shop_id, 'ruleset', row_now.name || '@' || row_now.version, action,
    CASE action WHEN 'published' THEN row_now.published_by WHEN 'approved' THEN row_now.approved_by
      WHEN 'drafted' THEN row_now.author END,
    CASE WHEN action IN ('published', 'drafted') THEN row_now.note END,
    CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object('version', OLD.version, 'state', OLD.state,
      'rules', jsonb_array_length(OLD.document -> 'rules')) END,
    CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('version', NEW.version, 'state', NEW.state,
      'rules', jsonb_array_length(NEW.document -> 'rules'),
      'sha256', encode(sha256(convert_to(NEW.document::text, 'UTF8')), 'hex')) END);
  RETURN NULL;
END $$;
CREATE TRIGGER rulesets_audited AFTER INSERT OR UPDATE OR DELETE ON rulesets
  FOR EACH ROW EXECUTE FUNCTION audit_ruleset();

CREATE FUNCTION audit_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM audit(NEW.shop_id, 'ruleset', NEW.name || '@' || NEW.version,
    NEW.kind || CASE WHEN NEW.ended_at IS NULL
      THEN CASE TG_OP WHEN 'INSERT' THEN '_started' ELSE '_changed' END ELSE '_ended' END,
    CASE WHEN NEW.ended_at IS NULL THEN NEW.started_by ELSE NEW.ended_by END, NEW.note, NULL,
    jsonb_strip_nulls(jsonb_build_object('run', NEW.run_id, 'percent', NEW.percent)));
  RETURN NULL;
END $$;
CREATE TRIGGER ruleset_runs_audited AFTER INSERT OR UPDATE ON ruleset_runs
  FOR EACH ROW EXECUTE FUNCTION audit_run();

CREATE FUNCTION audit_snooze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- What is over is forgotten, which is no change.
  IF TG_OP = 'INSERT' THEN
    PERFORM audit(NEW.shop_id, 'snooze', NEW.rule_id, 'created', NEW.created_by, NEW.why, NULL,
      jsonb_build_object('id', NEW.id, 'entity', NEW.entity, 'until', NEW.until));
  ELSIF OLD.until > now() THEN
    PERFORM audit(OLD.shop_id, 'snooze', OLD.rule_id, 'deleted', NULL, NULL,
      jsonb_build_object('id', OLD.id, 'entity', OLD.entity, 'until', OLD.until), NULL);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER snoozes_audited AFTER INSERT OR DELETE ON snoozes
  FOR EACH ROW EXECUTE FUNCTION audit_snooze();

CREATE FUNCTION audit_model() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM audit(NEW.shop_id, 'model', NEW.model_id,
    CASE WHEN NEW.state = 'candidate' AND NOT EXISTS (SELECT FROM model_changes c
      WHERE c.shop_id = NEW.shop_id AND c.model_id = NEW.model_id AND c.change_id < NEW.change_id)
      THEN 'added' ELSE NEW.state END,
    NEW.author, NEW.note,
    (SELECT jsonb_build_object('state', c.state) FROM model_changes c
      WHERE c.shop_id = NEW.shop_id AND c.model_id = NEW.model_id AND c.change_id < NEW.change_id
      ORDER BY c.change_id DESC LIMIT 1),
    (SELECT jsonb_build_object('state', NEW.state, 'name', m.name, 'checkpoint', m.checkpoint)
      FROM models m WHERE m.shop_id = NEW.shop_id AND m.model_id = NEW.model_id));
  RETURN NULL;
END $$;
CREATE TRIGGER model_changes_audited AFTER INSERT ON model_changes
  FOR EACH ROW EXECUTE FUNCTION audit_model();

-- The rest of an address may be a secret: that of a chat is one.
CREATE FUNCTION url_origin(url text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT substring(url FROM '^[a-z]+://[^/?#@]+') $$;
CREATE FUNCTION audit_webhook() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row_now webhooks := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  PERFORM audit(row_now.shop_id, 'webhook', row_now.webhook_id::text,
    CASE TG_OP WHEN 'INSERT' THEN 'created' WHEN 'DELETE' THEN 'deleted'
      ELSE CASE WHEN NEW.salt <> OLD.salt THEN 'secret_changed' ELSE 'changed' END END,
    CASE WHEN TG_OP = 'INSERT' THEN NEW.created_by END, NULL,
    CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object('origin', url_origin(OLD.url),
      'events', OLD.events, 'enabled', OLD.is_enabled) END,
    CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('origin', url_origin(NEW.url),
      'events', NEW.events, 'enabled', NEW.is_enabled) END);
  RETURN NULL;
END $$;
CREATE TRIGGER webhooks_audited AFTER INSERT OR DELETE ON webhooks
  FOR EACH ROW EXECUTE FUNCTION audit_webhook();
-- Its counters of failures change all the time.
CREATE TRIGGER webhooks_changed AFTER UPDATE ON webhooks FOR EACH ROW
  WHEN ((OLD.url, OLD.events, OLD.is_enabled, OLD.salt)
    IS DISTINCT FROM (NEW.url, NEW.events, NEW.is_enabled, NEW.salt))
  EXECUTE FUNCTION audit_webhook();
`,
}
