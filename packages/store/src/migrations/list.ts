import { foundation } from './202611231800-foundation.ts'
import { listLog } from './202611251200-list-log.ts'
import { shopVersions } from './202611270730-shop-versions.ts'
import { domainFacts } from './202611271200-domain-facts.ts'
import { fraudReports } from './202611271230-fraud-reports.ts'
import { rulesetCheckpoints } from './202611280900-ruleset-checkpoints.ts'
import { rulesetLife } from './202611281000-ruleset-life.ts'
import { dataKeys } from './202611281100-data-keys.ts'
import { webhooks } from './202611281200-webhooks.ts'
import { actionReports } from './202611281300-action-reports.ts'
import { customers } from './202611281400-customers.ts'
import { rulesetSegments } from './202611291000-ruleset-segments.ts'
import { challenges } from './202611301000-challenges.ts'
import { quietAlerts } from './202611301100-quiet-alerts.ts'
import { listExpiry } from './202611301200-list-expiry.ts'
import { models } from './202612010900-models.ts'
import { modelKinds } from './202612020300-model-kinds.ts'
import { trainings } from './202612020310-trainings.ts'
import { monitors } from './202612020400-monitors.ts'
import { circles } from './202612020500-circles.ts'
import { circleHistory } from './202612020510-circle-history.ts'
import { journalNumbers } from './202612021200-journal-numbers.ts'
import { recordChain } from './202612021300-record-chain.ts'
import { configAudit } from './202612021310-config-audit.ts'
import { circleAudit } from './202612021320-circle-audit.ts'
import { blocklist } from './202612030100-blocklist.ts'
import { sites } from './202612030200-sites.ts'
import { retrainings } from './202612021400-retrainings.ts'
import type { Migration } from './migration.ts'

/** Every migration in the order of their ids, in which they are applied: one file, one line here. */
export const MIGRATIONS: readonly Migration[] = [
  foundation,
  listLog,
  shopVersions,
  domainFacts,
  fraudReports,
  rulesetCheckpoints,
  rulesetLife,
  dataKeys,
  webhooks,
  actionReports,
  customers,
  rulesetSegments,
  challenges,
  quietAlerts,
  listExpiry,
  models,
  modelKinds,
  trainings,
  monitors,
  circles,
  circleHistory,
  journalNumbers,
  recordChain,
  configAudit,
  circleAudit,
  retrainings,
  blocklist,
  sites,
]
