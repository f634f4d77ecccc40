import type {
  CampaignTold,
  LinkCheckRequest,
  NewDomainsRequest,
  SiteReportRequest,
  Verdict,
} from '@gatehouse/contract'
import {
  checkLink,
  inShort,
  shownCampaign,
  shownCheck,
  shownPublicly,
  subjectOf,
  takeNewDomains,
  takeReport,
  type Subject,
} from '@gatehouse/investigate'
import type { CheckPage } from '../../checker/check-page.ts'
import type { LinkParts } from '../../links/open-links.ts'
import { readCursor, writeCursor, type PageQuery } from '../../page-cursor.ts'
import { created, ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import { networkOf } from '../visitor-limit.ts'

const PAGE_ITEMS = 50
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^$/
const TIME = /^\d{1,15}$|^$/

type LinkHandlers = Pick<
  Handlers,
  | 'checkLink'
  | 'getLinkCheck'
  | 'listLinkChecks'
  | 'reportSite'
  | 'addNewDomains'
  | 'listCampaigns'
  | 'getCampaign'
  | 'tellCampaign'
  | 'checkLinkPublicly'
  | 'getPublicCheck'
  | 'reportSitePublicly'
  | 'checkPage'
>

/** @param page `null`: nobody without a key may ask */
export function linkCheckHandlers(parts: LinkParts, page: CheckPage | null): LinkHandlers {
  const { desk, featuresOf } = parts
  const { sites } = desk
  const read = (text: string): Subject => {
    const found = subjectOf(text, parts.phoneNumberOf)
    if (found.ok) return found.subject
    throw new ApiError('invalid_link', { detail: found.detail })
  }
  const forEverybody = () => {
    if (page === null) throw new ApiError('not_found')
    return page
  }
  return {
    async checkLink({ shopId, body }) {
      const { link, depth = 'auto' } = body as LinkCheckRequest
      return ok(
        await shownCheck(
          sites,
          await checkLink(desk, { subject: read(link), depth, shopId }),
          featuresOf,
        ),
      )
    },
    async getLinkCheck({ shopId, params }) {
      const check = await sites.check(String(params['check_id']))
      if (check === undefined || check.shopId !== shopId) throw new ApiError('not_found')
      return ok(await shownCheck(sites, check, featuresOf))
    },
    async listLinkChecks({ shopId, query }) {
      const { limit = PAGE_ITEMS, cursor, verdict } = query as PageQuery & { verdict?: Verdict }
      const beforeId = readCursor(cursor, ID) || null
      const asked = { verdict: verdict ?? null, beforeId, limit: limit + 1 }
      const checks = await sites.checks(shopId, asked)
      const items = checks.slice(0, limit)
      const next = checks.length > limit ? writeCursor(items.at(-1)!.id) : null
      const shown = await Promise.all(items.map((check) => shownCheck(sites, check, featuresOf)))
      return ok({ items: shown, next_cursor: next })
    },
    async reportSite({ shopId, caller, body, visitor }) {
      const { link, reason, reporter } = body as SiteReportRequest
      const by = { reporter: reporter ?? `${shopId} ${caller.keyId} ${visitor()}`, network: null }
      return created(await takeReport(parts.reports, read(link), reason, by))
    },
    async addNewDomains({ body }) {
      return ok(await takeNewDomains(desk, body as NewDomainsRequest))
    },
    async listCampaigns({ query }) {
      const { limit = PAGE_ITEMS, cursor } = query as PageQuery
      const before = readCursor(cursor, TIME)
      const campaigns = await sites.campaigns(before === '' ? null : Number(before), limit + 1)
      const items = campaigns.slice(0, limit)
      const isMore = campaigns.length > limit
      const next = isMore ? writeCursor(String(Math.ceil(items.at(-1)!.updatedAtMs))) : null
      return ok({ items: items.map(inShort), next_cursor: next })
    },
    async getCampaign({ params }) {
      const campaign = await sites.campaign(String(params['id']))
      if (campaign === undefined) throw new ApiError('not_found')
      return ok(await shownCampaign(sites, campaign))
    },
    async tellCampaign({ params, body }) {
      const id = String(params['id'])
      if (!(await sites.tell(id, body as CampaignTold))) throw new ApiError('not_found')
      return ok(await shownCampaign(sites, (await sites.campaign(id))!))
    },
    async checkLinkPublicly({ body }) {
      forEverybody()
      const { link } = body as { link: string }
      // Whoever is worried enough to ask wants to know it.
      const check = await checkLink(desk, { subject: read(link), depth: 'full', shopId: null })
      return ok(await shownPublicly(sites, check))
    },
    async getPublicCheck({ params }) {
      forEverybody()
      const check = await sites.check(String(params['check_id']))
      if (check === undefined || check.shopId !== null) throw new ApiError('not_found')
      return ok(await shownPublicly(sites, check))
    },
    async reportSitePublicly({ body, visitor }) {
      forEverybody()
      const { link, reason } = body as SiteReportRequest
      const network = networkOf(visitor())
      return created(
        await takeReport(parts.reports, read(link), reason, { reporter: network, network }),
      )
    },
    checkPage() {
      const { html, headers } = forEverybody()
      return { status: 200, body: html, contentType: 'text/html; charset=utf-8', headers }
    },
  }
}
