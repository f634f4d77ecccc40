import {
  networkReading,
  pageReading,
  paymentFlowReading,
  registrationReading,
  reportsReading,
  type LayerReading,
  type NetworkObservation,
  type PageObservation,
  type PaymentFlowObservation,
  type RegistrationBatch,
  type RegistrationObservation,
  type ReportsObservation,
} from '@gatehouse/sites'
import type { StoredSite } from '@gatehouse/store'
import type { Unseen } from '../eyes.ts'
import { readSiteState, seen } from '../site-state.ts'

export interface LayerParts {
  readonly nowMs: () => number
  /** What the address says, with the age of its domain where that is known. */
  readonly lexicalOf: (url: string, ageDays: number | null) => LayerReading
  readonly domainOf: (host: string) => string
  /** Networks known for abuse: number to name. */
  readonly badNetworks: ReadonlyMap<number, string>
}

const DAY_MS = 86_400_000
const NOT_ASKED: Unseen = { unknown: 'not_asked' }

/** What each of the six layers says of a site, by what was seen of it last. */
export function layersOf(
  parts: LayerParts,
  { key, kind, observations }: StoredSite,
): LayerReading[] {
  const state = readSiteState(observations)
  const asOfMs = parts.nowMs()
  const url = state.url ?? (kind === 'site' ? `https://${key}/` : undefined)
  const registration = state.registration ?? NOT_ASKED
  const registeredAtMs = seen(state.registration)?.registeredAtMs ?? null
  const ageDays = registeredAtMs === null ? null : Math.max(0, (asOfMs - registeredAtMs) / DAY_MS)
  const { domainOf: registrableDomain, badNetworks } = parts
  const reports = observations['reports'] as ReportsObservation | undefined
  return [
    url === undefined
      ? { layer: 'lexical', state: 'unknown', reason: 'no_link' }
      : parts.lexicalOf(url, ageDays),
    registrationReading(registration as RegistrationObservation | Unseen, {
      asOfMs,
      batch: (observations['burst'] as RegistrationBatch | undefined) ?? null,
    }),
    networkReading((state.network ?? NOT_ASKED) as NetworkObservation | Unseen, {
      asOfMs,
      badNetworks,
      registrableDomain,
    }).reading,
    pagesReading(state.crawler_page, state.shopper_page),
    checkoutReading(state.payment_flow ?? NOT_ASKED, registrableDomain),
    // What was not known when people reported may be known since.
    reportsReading(
      reports === undefined
        ? NOT_ASKED
        : { ...reports, siteAgeDays: reports.siteAgeDays ?? ageDays },
      { asOfMs },
    ),
  ]
}

function checkoutReading(
  walked: PaymentFlowObservation | Unseen,
  domainOf: (host: string) => string,
): LayerReading {
  if (!('unknown' in walked)) return paymentFlowReading(walked, domainOf)
  return { layer: 'payment_flow', state: 'unknown', reason: walked.unknown }
}

function pagesReading(...looks: readonly (PageObservation | Unseen | undefined)[]): LayerReading {
  const pages = looks.map(seen).filter((page) => page !== null)
  if (pages.length > 0) return pageReading(pages)
  const [first] = looks
  const reason = first !== undefined && 'unknown' in first ? first.unknown : 'not_asked'
  return { layer: 'page', state: 'unknown', reason }
}
