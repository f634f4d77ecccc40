export type { Look } from './observe/failure.ts'
export { fetchPage, PAGE_LIMITS } from './observe/fetch-page.ts'
export { observeNetwork, type NetworkParts } from './observe/observe-network.ts'
export { observeRegistration, type RegistrationParts } from './observe/observe-registration.ts'
export type { SiteEyes, Unseen } from './eyes.ts'
export { readSiteState, seen, type SiteState, type SiteTopic } from './site-state.ts'
export { checkLink, type AskedCheck, type DeskParts } from './desk/check-link.ts'
export { inShort, shownCampaign, shownCheck, shownPublicly } from './desk/shown.ts'
export { subjectOf, type Subject, type SubjectRead } from './desk/subject.ts'
export { takeNewDomains } from './desk/take-new-domains.ts'
export { takeReport, type ReportParts } from './desk/take-report.ts'
export { layersOf, type LayerParts } from './weigh/layers-of.ts'
export {
  weighSite,
  type BlockChange,
  type KeptJudgement,
  type WeighParts,
} from './weigh/weigh-site.ts'
export {
  INVESTIGATE_QUEUE,
  investigateJob,
  type InvestigatePayload,
} from './work/investigate-job.ts'
export { investigateSite, type InvestigateParts } from './work/investigate-site.ts'
export { entryNameOf, publishBlocked, PUBLISH_QUEUE, publishJob } from './work/publish-blocked.ts'
export { nodeDigests } from './feed/digests.ts'
export { EDITION_FORMATS, editionOf, FEED_LIVES_MS, sealWith } from './feed/edition.ts'
export type { EditionFormat, FeedEdition } from './feed/edition.ts'
export { openFeedBook } from './feed/feed-book.ts'
export type { CurrentFeed, FeedBook, FeedParts, Published } from './feed/feed-book.ts'
export { isPublicSuffix, openFeedGuards } from './feed/feed-guards.ts'
export type { GuardKeeper, GuardParts } from './feed/feed-guards.ts'
export {
  openWalker,
  WALKER_LIMITS,
  type Walked,
  type Walker,
  type WalkerParts,
} from './payment-flow/open-walker.ts'
export * from './lexical-model.ts'
export type {
  Dossier,
  DossierEvidence,
  DossierSite,
  ExposureChannel,
  PaymentTrace,
} from './pack/dossier.ts'
export { caseOfCampaign, type CampaignCase, type CaseAsked } from './pack/dossier-of-campaign.ts'
export { tarOf } from './pack/tar.ts'
export { lawEnforcementPack } from './pack/pack.ts'
export type { LawEnforcementPack, PackSigner } from './pack/pack.ts'
