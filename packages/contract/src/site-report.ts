import { Type, type Static } from 'typebox'
import { linkCheckRequestSchema, linkCheckSchema } from './link-check.ts'
import { closed, id, oneOf } from './schema.ts'

export const REPORT_REASONS = [
  'never_delivered',
  'lost_money',
  'asked_for_card',
  'asked_for_password',
  'investment_fraud',
  'impersonates',
  'other',
] as const
export const siteReportRequestSchema = closed({
  link: linkCheckRequestSchema.properties.link,
  reason: oneOf(REPORT_REASONS, 'What is wrong with it.'),
  reporter: Type.Optional(
    Type.String({
      description:
        'Who reports, as the caller knows them: two reports of one person count once. Kept as a token only.',
      minLength: 1,
      maxLength: 255,
      'x-card-scan': 'exempt',
      'x-personal': true,
    }),
  ),
})
export type SiteReportRequest = Static<typeof siteReportRequestSchema>
export const siteReportSchema = closed({
  id: id('Id of the report.'),
  subject: linkCheckSchema.properties.subject,
  counts: Type.Boolean({
    description: '`false`: the same person, or too many from one network, reported it before.',
  }),
})
export type SiteReport = Static<typeof siteReportSchema>
