import { Type, type Static } from 'typebox'
import { closed, id, oneOf, text } from '../schema.ts'
import { SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

export const campaignPackRequestSchema = closed({
  case_id: Type.String({
    description: 'Your number of the case.',
    pattern: '^[A-Za-z0-9._-]{1,60}$',
    maxLength: 60,
  }),
  organisation: text('Who hands it over.', 200),
  contact: text('Whom to ask.', 200),
  tlp: oneOf(['clear', 'green', 'amber', 'red'], 'How far it may be told on.'),
})
export type CampaignPackRequest = Static<typeof campaignPackRequestSchema>

export const campaignPackRoutes = {
  packCampaign: {
    method: 'POST',
    path: '/v1/campaigns/{campaign_id}/pack',
    tag: 'links',
    summary:
      'The package of a campaign for authorities: document, STIX bundle, evidence, signed hashes',
    scope: 'review',
    params: closed({ campaign_id: id('Id of the campaign.') }),
    body: campaignPackRequestSchema,
    bodyExample: {
      case_id: 'GH-2026-0117',
      organisation: 'Example Shop',
      contact: 'fraud-desk@shop.example',
      tlp: 'amber',
    },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: {
      200: {
        doc: 'A tar archive.',
        schema: Type.Unknown({ description: 'Bytes.' }),
        contentType: 'application/x-tar',
      },
    },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
