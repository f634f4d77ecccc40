import { SITE_LAYERS, type Verdict } from '@gatehouse/contract'
import { CAMPAIGN_MOST } from '../campaign/campaign-evidence.ts'

/**
 * Of the links that come as far as to be observed (a person asks, or the address alone looks bad)
 * about one in ten is taken to be malicious. An installation that has counted sets its own.
 */
export const DEFAULT_PRIOR = 0.1

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Bounds of the fusion; log-odds are natural logarithms. */
export const BOUNDS = {
  /** 95 % */
  malicious: Math.log(0.95 / 0.05),
  /** 50 % */
  suspicious: 0,
  /** 2 % */
  benign: Math.log(0.02 / 0.98),
  layersForBenign: 3,
  /** From here on a layer clearly says something: odds of e to 1. */
  clear: 1,
  campaignMost: CAMPAIGN_MOST,
  priorLeast: 0.0001,
  priorMost: 0.9,
  reasonsMost: 40,
  layers: SITE_LAYERS,
} as const

/** How long a verdict holds and when it is made again: sites change, and blocks must not outlive them. */
export const LIVES: Readonly<
  Record<Verdict, { readonly expiresMs: number; readonly retestMs: number }>
> = {
  malicious: { expiresMs: 30 * DAY_MS, retestMs: DAY_MS },
  suspicious: { expiresMs: 2 * DAY_MS, retestMs: 2 * HOUR_MS },
  unknown: { expiresMs: 6 * HOUR_MS, retestMs: HOUR_MS },
  benign: { expiresMs: 7 * DAY_MS, retestMs: DAY_MS },
}
