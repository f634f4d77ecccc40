import type { Finding } from '../../layer.ts'
import { benignRules } from './benign.ts'
import { brandRules } from './brand.ts'
import { evasionRules } from './evasion.ts'
import { finding, type PageRule } from './finding.ts'
import { identityRules } from './identity.ts'
import { investmentRules } from './investment.ts'
import { loginRules } from './login.ts'
import type { PageContext } from './page-context.ts'
import type { PageState } from './page-state.ts'
import { shopRules } from './shop.ts'
import { walletRules } from './wallet.ts'

const RULES: readonly PageRule[] = [
  ...brandRules,
  ...identityRules,
  ...loginRules,
  ...investmentRules,
  ...walletRules,
  ...shopRules,
  ...evasionRules,
  ...benignRules,
]

/** All that is found on one page. Of one that is not live only what it is instead. */
export function pageFindings(page: PageContext, state: PageState): Finding[] {
  if (state === 'parked')
    return [finding('PAGE_PARKED', 'The domain is parked or for sale: there is no site to judge')]
  if (state === 'dead')
    return [finding('PAGE_DEAD', 'The page is gone, suspended or empty: there is no site to judge')]
  if (state === 'challenge')
    return [finding('PAGE_CHALLENGE', 'A test for robots stands before the page')]
  return RULES.flatMap((rule) => rule(page))
}
