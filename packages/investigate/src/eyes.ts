import type {
  NetworkObservation,
  PageObservation,
  PaymentFlowObservation,
  RegistrationObservation,
} from '@gatehouse/sites'

/** Why something could not be seen: `refused`, `late`, `not_asked`, `failed` ... */
export interface Unseen {
  readonly unknown: string
}

/** What looks at a site. None of them throws for what a stranger's server does. */
export interface SiteEyes {
  registration(domain: string, signal: AbortSignal): Promise<RegistrationObservation | Unseen>
  network(host: string, signal: AbortSignal): Promise<NetworkObservation | Unseen>
  page(
    url: string,
    seenAs: PageObservation['seenAs'],
    signal: AbortSignal,
  ): Promise<PageObservation | Unseen>
  /** Walks to the checkout; sends nothing. */
  walk(url: string, signal: AbortSignal): Promise<PaymentFlowObservation | Unseen>
}
