export { ConfigError, readConfig, type Config } from './config.ts'
export { DEFAULT_SHOP } from './http/authenticate.ts'
export { createValidators, type Validate } from './http/validator.ts'
export { beyondBounds, duplicateKeys } from './ruleset-yaml-bounds.ts'
export { NETWORK, type Network } from './outside/open-outside.ts'
export { exportedLines, readCell, type ExportFormat } from './list-export.ts'
export { newListOf, readItem, readValue, type ItemParts } from './list-items.ts'
export { exportedItem, kindOf, shownChange, shownItem, shownList } from './list-shown.ts'
export { serve, startServer, type Server } from './serve.ts'
export { isCirclePage, readSignedPage } from './circles/circle-validators.ts'
export { CIRCLE_SAID_MAX, problemOf, pullCircles, type Pulled } from './circles/pull-circles.ts'
export { circleJob } from './circles/circle-queue.ts'
export { withStore } from './with-store.ts'
export { askRetrainings } from './training/retrain.ts'
export { withTraining, type TrainingSource } from './training/with-training.ts'
export { readTrainingRows, type TrainingRows } from './training/training-rows.ts'
export { leaksOf } from './training/leaks-of.ts'
export {
  anomalyReport,
  trainingReport,
  type AnomalyReport,
  type TrainingReport,
} from './training/reports.ts'
export { readAnomalyRows, type AnomalyRows } from './training/anomaly-rows.ts'
export { readStarters, type Starters } from './starters.ts'
export { segmentIssues } from './segment-issues.ts'
export { NOT_REPLAYABLE, type NotReplayableReason } from './verify/not-replayable.ts'
export { verifyDecisions, type Verification } from './verify/verify-decisions.ts'
export { makeShop, settingsIssues, settingsOf } from './shop-settings.ts'
