import { fileURLToPath } from 'node:url'
import { CliError } from '../cli-error.ts'
import { suggestion } from '../nearest.ts'

/** The mappings of the source tree. */
const MAPPINGS = new URL('../../../../examples/mappings/', import.meta.url)

/** The public histories that rules are measured on, and the mapping of each. */
const DATA_SETS: Readonly<Record<string, string>> = {
  ucsd2: 'ucsd-fico-2009.yaml',
  cloudwalk: 'cloudwalk.yaml',
  fraudecom: 'fraudecom.yaml',
  handbook: 'handbook-sim.yaml',
  profiles: 'customer-profiles.yaml',
  sample: 'sample-orders.yaml',
}

export const DATA_SET_NAMES: readonly string[] = Object.keys(DATA_SETS)

/**
 * Path of the mapping of a data set.
 * @throws CliError `usage` when there is no such set
 */
export function mappingOfSet(name: string): string {
  const file = Object.hasOwn(DATA_SETS, name) ? DATA_SETS[name] : undefined
  if (file !== undefined) return fileURLToPath(new URL(file, MAPPINGS))
  throw new CliError(
    'usage',
    `\`--set ${name}\`: there is no such set${suggestion(name, DATA_SET_NAMES)}`,
  )
}
