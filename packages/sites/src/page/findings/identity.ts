import type { Finding } from '../../layer.ts'
import { hostOf, isWithin, siteOf } from '../read/host.ts'
import { finding, type PageRule } from './finding.ts'
import { SHARED_HOSTS } from './known-hosts.ts'
import type { PageContext } from './page-context.ts'
import { secretForms } from './secrets.ts'

/** Links or resources from which a share is taken: of three, two lead away by chance. */
const ENOUGH = 6
const MOST = 0.6

/** `<!-- saved from url=(0022)https://host/ -->` of browsers, and the like of mirroring tools. */
const SAVED =
  /saved from url=\(\d{1,6}\)\s{0,3}(\S{4,300})|mirrored from (\S{4,200}) by httrack|page saved with singlefile\s{1,9}url: (\S{4,300})/i

/** Pages that lean on the site they were copied from. */
export const identityRules: readonly PageRule[] = [leadsAway, assets, otherAddress, savedCopy]

function leadsAway(page: PageContext): readonly Finding[] {
  const hosts = page.facts.links
    .map(({ href }) => href)
    .filter((href) => !/^(?:javascript|mailto|tel|#)/i.test(href))
    .map((href) => hostOf(href) ?? page.host)
  const away = oneOtherSite(page, hosts)
  if (away === null || secretForms(page.facts).length === 0) return []
  return [
    finding(
      'PAGE_LINKS_LEAD_AWAY',
      `The page asks for a secret, and ${away.share} % of its ${away.all} links lead to one other site`,
    ),
  ]
}

function assets(page: PageContext): readonly Finding[] {
  const hosts = page.facts.resources.map((address) => hostOf(address) ?? page.host)
  const away = oneOtherSite(page, hosts)
  if (away === null || secretForms(page.facts).length === 0) return []
  return [
    finding(
      'PAGE_ASSETS_FROM_ONE_OTHER_SITE',
      `The page asks for a secret, and ${away.share} % of its ${away.all} files come from one other site`,
    ),
  ]
}

/** The other site that most of the hosts lie on, where there is one. */
function oneOtherSite({ domain }: PageContext, hosts: readonly string[]) {
  const counts = new Map<string, number>()
  let all = 0
  for (const host of hosts) {
    const site = isWithin(host, domain) ? domain : siteOf(host)
    if (SHARED_HOSTS.has(site)) continue
    all++
    counts.set(site, (counts.get(site) ?? 0) + 1)
  }
  counts.delete(domain)
  const most = Math.max(0, ...counts.values())
  return all >= ENOUGH && most >= MOST * all ? { all, share: Math.round((100 * most) / all) } : null
}

function otherAddress({ facts, domain }: PageContext): readonly Finding[] {
  const claimed = [facts.canonical, facts.metas.get('og:url'), facts.base].map((address) =>
    hostOf(address ?? ''),
  )
  const isOther = claimed.some((host) => host !== null && !isWithin(host, domain))
  if (!isOther || secretForms(facts).length === 0) return []
  return [
    finding(
      'PAGE_CLAIMS_OTHER_ADDRESS',
      'The page asks for a secret and gives the address of another site as its own',
    ),
  ]
}

function savedCopy({ facts, domain }: PageContext): readonly Finding[] {
  for (const comment of facts.comments) {
    const match = SAVED.exec(comment)
    const address = match?.[1] ?? match?.[2] ?? match?.[3]
    if (address === undefined) continue
    const host = hostOf(address.includes('//') ? address : `//${address}`)
    if (host !== null && !isWithin(host, domain)) {
      return [finding('PAGE_SAVED_COPY', 'The page was saved from another site')]
    }
  }
  return []
}
