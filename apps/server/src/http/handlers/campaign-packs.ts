import type { CampaignPackRequest } from '@gatehouse/contract'
import { caseOfCampaign, lawEnforcementPack, tarOf } from '@gatehouse/investigate'
import type { Store } from '@gatehouse/store'
import type { Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'

export interface PackParts {
  readonly store: Pick<Store, 'sites' | 'blocklist'>
  readonly nowMs: () => number
}

export function campaignPackHandlers({ store, nowMs }: PackParts): Pick<Handlers, 'packCampaign'> {
  return {
    async packCampaign({ params, body }) {
      const { case_id: caseId, organisation, contact, tlp } = body as CampaignPackRequest
      const campaign = await store.sites.campaign(String(params['campaign_id']))
      if (campaign === undefined) throw new ApiError('not_found')
      const atMs = nowMs()
      const asked = { caseId, preparedBy: { organisation, contact }, tlp, nowMs: atMs }
      const { dossier, evidence } = await caseOfCampaign(store.sites, campaign, asked)
      const more = new Map([['evidence.jsonl', Buffer.from(evidence)]])
      const { files } = await lawEnforcementPack(dossier, store.blocklist.signer, more)
      return {
        status: 200,
        body: tarOf(files, atMs),
        contentType: 'application/x-tar',
        headers: { 'content-disposition': `attachment; filename="${caseId}.tar"` },
      }
    },
  }
}
