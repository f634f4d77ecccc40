import { drainerFigures, type DrainerFigures } from './drainer-figures.ts'
import { maltrailFigures, type MaltrailFigures } from './maltrail-figures.ts'
import { registrationFigures, type RegistrationFigures } from './registration-figures.ts'
import { shopFigures, type ShopFigures } from './shop-figures.ts'

export interface CampaignFiles {
  readonly registration?: string | undefined
  readonly drainers?: string | undefined
  readonly maltrail?: string | undefined
  readonly shops?: string | undefined
}

/** The body of `--json`; what no file was given for is absent. */
export interface CampaignEvaluation {
  readonly registration?: RegistrationFigures | undefined
  readonly maltrail?: MaltrailFigures | undefined
  readonly drainers?: DrainerFigures | undefined
  readonly shops?: ShopFigures | undefined
}

/** Measures the campaign graph on each file that is given. */
export async function evaluateCampaigns(files: CampaignFiles): Promise<CampaignEvaluation> {
  const { registration, maltrail, drainers, shops } = files
  return {
    registration: registration === undefined ? undefined : registrationFigures(registration),
    maltrail: maltrail === undefined ? undefined : await maltrailFigures(maltrail),
    drainers: drainers === undefined ? undefined : await drainerFigures(drainers),
    shops: shops === undefined ? undefined : await shopFigures(shops),
  }
}
