export type { ScoreProvider, ScoreResult } from './scores/score-provider.ts'
export {
  MINFRAUD_ORIGIN,
  MINFRAUD_SERVICES,
  openMinfraud,
  type MinfraudService,
  type MinfraudSettings,
} from './scores/minfraud/minfraud.ts'
export {
  openHttpScore,
  readPointer,
  type HttpScoreSettings,
  type ScoreScale,
} from './scores/http/http-score.ts'
export {
  SIGNATURE_TOLERANCE_S,
  signatureOf,
  verifyWebhook,
  type SignedMessage,
  type Verified,
  type WebhookHeaders,
} from './webhook-signature.ts'
export {
  openChatCompletions,
  type ChatCompletionsSettings,
  type ModelMessage,
  type ModelText,
  type TextModel,
} from './text-models/chat-completions.ts'
export { openCaptcha, type CaptchaVerifier } from './challenges/captcha.ts'
export type { CaptchaSettings } from './challenges/captcha-question.ts'
export type { CaptchaVerdict } from './challenges/captcha-answer.ts'
export {
  CAPTCHA_PROVIDER_NAMES,
  CAPTCHA_PROVIDERS,
  type CaptchaProviderName,
} from './challenges/captcha-providers.ts'
export {
  openTextMessages,
  type TextMessageSender,
  type TextMessageSettings,
} from './challenges/text-message.ts'
export { openBlockFile, type BlockFileSettings } from './network/block-file.ts'
export { BLOCK_FORMATS, blockText, type BlockFormat } from './network/block-text.ts'
export {
  CLOUDFLARE_API,
  openCloudflareList,
  type CloudflareListSettings,
} from './network/cloudflare-list.ts'
export { NetworkLayerError, type NetworkLayer } from './network/network-layer.ts'
export type { Lookup, LookupQuestions, LookupResult } from './lookups/lookup.ts'
export {
  openHttpAddress,
  openHttpPerson,
  openHttpPhone,
  type HttpLookupSettings,
} from './lookups/http-lookup.ts'
export { GOOGLE_ADDRESS_URL, openGoogleAddress } from './lookups/google-address.ts'
export { openNominatimAddress } from './lookups/nominatim-address.ts'
export {
  SubmissionError,
  type Submission,
  type SubmissionPort,
  type SubmissionReceipt,
} from './submissions/submission-port.ts'
export {
  openWebRiskSubmissions,
  WEB_RISK_API,
  type WebRiskSettings,
} from './submissions/web-risk.ts'
