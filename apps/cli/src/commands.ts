import type { Command } from './command.ts'
import {
  adminKeyCreateCommand,
  adminKeyListCommand,
  adminKeyRevokeCommand,
} from './commands/admin-key.ts'
import {
  adminReferenceReloadCommand,
  adminReferenceShowCommand,
} from './commands/admin-reference.ts'
import {
  adminShopCreateCommand,
  adminShopListCommand,
  adminShopSetCommand,
  adminShopShowCommand,
} from './commands/admin-shop.ts'
import { checkCommand } from './commands/check.ts'
import { circleCommands } from './commands/circle.ts'
import { auditCommand } from './commands/audit.ts'
import { customerCommands } from './commands/customers.ts'
import { decisionCommand } from './commands/decision.ts'
import { driftCommand } from './commands/drift.ts'
import { drillAbuseCommands } from './commands/drill-abuse.ts'
import { drillEnergyCommand } from './commands/drill-energy.ts'
import { drillCardTestingCommand } from './commands/drill.ts'
import { evaluateCampaignsCommand } from './commands/evaluate-campaigns.ts'
import { evaluateLinksCommand } from './commands/evaluate-links.ts'
import { evaluateModelsCommand } from './commands/evaluate-models.ts'
import { evaluatePagesCommand } from './commands/evaluate-pages.ts'
import { evaluateRulesCommand } from './commands/evaluate-rules.ts'
import { linksCommand } from './commands/links.ts'
import { listCommands } from './commands/list.ts'
import { migrateCommand } from './commands/migrate.ts'
import { modelCommands } from './commands/models.ts'
import { packsInstallCommand } from './commands/packs-install.ts'
import { packsListCommand } from './commands/packs-list.ts'
import { packsShowCommand } from './commands/packs-show.ts'
import { preflightCommand } from './commands/preflight.ts'
import { recordCommands } from './commands/record.ts'
import { replayCommand } from './commands/replay.ts'
import { replayVerifyCommand } from './commands/replay-verify.ts'
import { rulesApproveCommand } from './commands/rules-approve.ts'
import { rulesBacktestCommand } from './commands/rules-backtest.ts'
import { rulesCheckCommand } from './commands/rules-check.ts'
import { rulesDraftCommand } from './commands/rules-draft.ts'
import { rulesDiffCommand } from './commands/rules-diff.ts'
import { rulesProposeCommand } from './commands/rules-propose.ts'
import { rulesPublishCommand } from './commands/rules-publish.ts'
import { rulesRollbackCommand } from './commands/rules-rollback.ts'
import { rulesRolloutEndCommand, rulesRolloutStartCommand } from './commands/rules-rollout.ts'
import {
  rulesShadowEndCommand,
  rulesShadowReportCommand,
  rulesShadowStartCommand,
} from './commands/rules-shadow.ts'
import {
  rulesSnoozeAddCommand,
  rulesSnoozeDeleteCommand,
  rulesSnoozeListCommand,
} from './commands/rules-snooze.ts'
import { rulesStatsCommand } from './commands/rules-stats.ts'
import { rulesTestCommand } from './commands/rules-test.ts'
import { rulesListCommand, rulesShowCommand } from './commands/rules-versions.ts'
import { serveCommand } from './commands/serve.ts'
import { thresholdsCommand } from './commands/thresholds.ts'
import { trainCommand } from './commands/train.ts'

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  serveCommand,
  migrateCommand,
  replayCommand,
  replayVerifyCommand,
  evaluateRulesCommand,
  evaluateModelsCommand,
  evaluateCampaignsCommand,
  evaluatePagesCommand,
  evaluateLinksCommand,
  drillCardTestingCommand,
  drillEnergyCommand,
  ...drillAbuseCommands,
  rulesCheckCommand,
  rulesTestCommand,
  rulesProposeCommand,
  rulesListCommand,
  rulesShowCommand,
  rulesDraftCommand,
  rulesDiffCommand,
  rulesApproveCommand,
  rulesPublishCommand,
  rulesRollbackCommand,
  rulesBacktestCommand,
  rulesStatsCommand,
  thresholdsCommand,
  rulesShadowStartCommand,
  rulesShadowReportCommand,
  rulesShadowEndCommand,
  rulesRolloutStartCommand,
  rulesRolloutEndCommand,
  rulesSnoozeAddCommand,
  rulesSnoozeListCommand,
  rulesSnoozeDeleteCommand,
  preflightCommand,
  packsListCommand,
  packsShowCommand,
  packsInstallCommand,
  checkCommand,
  decisionCommand,
  linksCommand,
  trainCommand,
  ...modelCommands,
  driftCommand,
  ...customerCommands,
  ...listCommands,
  ...recordCommands,
  auditCommand,
  ...circleCommands,
  adminShopListCommand,
  adminShopShowCommand,
  adminShopSetCommand,
  adminShopCreateCommand,
  adminKeyCreateCommand,
  adminKeyListCommand,
  adminKeyRevokeCommand,
  adminReferenceShowCommand,
  adminReferenceReloadCommand,
]
