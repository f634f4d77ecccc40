import { fileLength, houseRules, noBarrels, purity } from './tidy/code.ts'
import {
  dependenciesListed,
  errorCodesDocumented,
  linksLead,
  signalsDocumented,
} from './tidy/documents.ts'
import {
  arrows,
  declaredImports,
  noCycles,
  noFileCycles,
  usedDependencies,
} from './tidy/imports.ts'
import { installScriptsOff, lockfile, pinned } from './tidy/packages.ts'
import type { Check } from './tidy/tree.ts'
import { words } from './tidy/words.ts'

/** What has to hold for the tree as a whole and no compiler sees: one function, one test, one line here. */
export const CHECKS: Readonly<Record<string, Check>> = {
  'packages import along the arrows only': arrows,
  'every import is declared where it is used': declaredImports,
  'nothing is declared that nobody uses': usedDependencies,
  'packages do not depend on each other in a circle': noCycles,
  'files do not import each other in a circle': noFileCycles,
  'pure packages know no clock, network, randomness or locale': purity,
  'the house rules hold in every file': houseRules,
  'there is one index per package': noBarrels,
  'no file has grown too long': fileLength,
  'versions are pinned and packages are private': pinned,
  'nothing runs during an install': installScriptsOff,
  'the lockfile serves every platform and names no registry': lockfile,
  'every dependency is explained': dependenciesListed,
  'every signal is documented': signalsDocumented,
  'every error code is documented': errorCodesDocumented,
  'links between documents lead somewhere': linksLead,
  'the project speaks of itself alone': words,
}
