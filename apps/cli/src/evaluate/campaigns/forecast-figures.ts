import { forecast } from '@gatehouse/sites'
import type { RegisteredDomain } from './registration-set.ts'

/** Campaigns with fewer dated members are not forecast from. */
const MEMBERS_MIN = 6
/** Of the members in the order of their registration the last ones are hidden. */
const HIDDEN_SHARE = 0.3
export const FORECAST_AT = [10, 100, 1000] as const

/** How many of the names that came later were among the first K that were forecast. */
export interface ForecastFigures {
  readonly campaigns: number
  readonly hidden: number
  readonly recall_at: Readonly<Record<string, number>>
  /** Campaigns of which at least one later name was among the first 1,000. */
  readonly campaigns_with_a_hit: number
}

/**
 * Hides the members of each campaign that were registered last, forecasts from the others, and looks
 * for the hidden ones. Which domains are one campaign was found with all of them in sight.
 */
export function forecastFigures(
  campaigns: readonly (readonly RegisteredDomain[])[],
): ForecastFigures {
  const hits = new Map<number, number>(FORECAST_AT.map((at) => [at, 0]))
  let measured = 0
  let hiddenNames = 0
  let withHit = 0
  for (const members of campaigns) {
    const dated = members
      .filter(({ registration }) => registration.registeredAtMs !== null)
      .toSorted((a, b) => a.registration.registeredAtMs! - b.registration.registeredAtMs!)
    if (dated.length < MEMBERS_MIN) continue
    const cut = Math.floor(dated.length * (1 - HIDDEN_SHARE))
    const last = dated[cut - 1]!.registration.registeredAtMs!
    // What was registered in the same instant is no later name.
    const hidden = dated
      .slice(cut)
      .filter(({ registration }) => registration.registeredAtMs! > last)
    if (hidden.length === 0) continue
    measured += 1
    hiddenNames += hidden.length
    const { candidates } = forecast(
      dated.slice(0, cut).map(({ registration: { domain } }) => ({
        domain,
      })),
      { count: Math.max(...FORECAST_AT) },
    )
    const ranks = new Map(candidates.map(({ domain }, rank) => [domain, rank]))
    const found = hidden.map(({ registration }) => ranks.get(registration.domain) ?? Infinity)
    for (const at of FORECAST_AT) {
      hits.set(at, hits.get(at)! + found.filter((rank) => rank < at).length)
    }
    if (found.some(Number.isFinite)) withHit += 1
  }
  return {
    campaigns: measured,
    hidden: hiddenNames,
    recall_at: Object.fromEntries(
      [...hits].map(([at, count]) => [String(at), hiddenNames === 0 ? 0 : count / hiddenNames]),
    ),
    campaigns_with_a_hit: withHit,
  }
}
