import type { Finding, LayerReading } from '../layer.ts'
import { readingOf } from '../layer-reading.ts'
import type { ReportsObservation } from '../observation/reports.ts'
import { reportVelocity, type VelocityOptions } from './report-velocity.ts'

/** Fewer voices are no burst, however rare they are. */
const VOICES_MIN = 3
const SIGMA_MIN = 3
/** Log-odds for each sigma after correction: 9 sigma come near to the cap of the layer. */
const PER_SIGMA = 0.42

/**
 * What people's reports say about a site. No report at all says nothing: `unknown`.
 * @param observation reports that were accepted, or why nobody could say
 */
export function reportsReading(
  observation: ReportsObservation | { readonly unknown: string },
  options: VelocityOptions,
): LayerReading {
  if ('unknown' in observation) {
    return { layer: 'reports', state: 'unknown', reason: observation.unknown }
  }
  if (observation.atMs.length === 0) {
    return { layer: 'reports', state: 'unknown', reason: 'no_reports' }
  }
  return readingOf('reports', [velocityFinding(observation, options)])
}

function velocityFinding(observation: ReportsObservation, options: VelocityOptions): Finding {
  const { strongest, sigma } = reportVelocity(observation, options)
  if (strongest.count < VOICES_MIN || sigma < SIGMA_MIN) {
    const text = 'People report the site, though no more than may happen to a good one.'
    return { code: 'REPORTS_FEW', text, logOdds: 0.3 }
  }
  const { count, minutes, expected } = strongest
  const text =
    `${count} people reported the site within ${spanText(minutes)}, where ` +
    `${expected.toPrecision(2)} are usual: ${strongest.sigma.toFixed(1)} sigma of the exact Poisson tail.`
  return { code: 'REPORT_VELOCITY', text, logOdds: PER_SIGMA * sigma }
}

function spanText(minutes: number): string {
  if (minutes < 60) return `${minutes} minutes`
  if (minutes < 2880) return `${minutes / 60} hours`
  return `${minutes / 1440} days`
}
