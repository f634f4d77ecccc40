import {
  captchaAnswerRequestSchema,
  challengeAnswerSchema,
  otpCheckRequestSchema,
  otpCheckSchema,
  otpSchema,
  otpStartRequestSchema,
} from '../challenge.ts'
import { closed, id } from '../schema.ts'
import { SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

const params = closed({ id: id('Id of any decision about the order.') })

export const challengeRoutes = {
  answerCaptcha: {
    method: 'POST',
    path: '/v1/decisions/{id}/captcha',
    tag: 'decisions',
    summary: 'Hand in what a captcha gave; it is checked, and the order decided again',
    scope: 'decide',
    params,
    body: captchaAnswerRequestSchema,
    bodyExample: { token: 'XXXX.DUMMY.TOKEN.XXXX' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'What became of it.', schema: challengeAnswerSchema } },
    errors: ['not_found', 'not_set_up'],
  },
  startOtp: {
    method: 'POST',
    path: '/v1/decisions/{id}/otp',
    tag: 'decisions',
    summary: 'Send the shopper a one-time code; one that was sent before is no longer good',
    scope: 'decide',
    params,
    body: otpStartRequestSchema,
    bodyExample: { to: '+491701234567' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 201: { doc: 'It is on its way.', schema: otpSchema } },
    errors: ['not_found', 'not_set_up', 'number_not_allowed', 'too_many_requests'],
  },
  checkOtp: {
    method: 'POST',
    path: '/v1/otp/{otp_id}/check',
    tag: 'decisions',
    summary: 'Check a one-time code that the shopper typed',
    scope: 'decide',
    params: closed({ otp_id: id('Id that the start answered.') }),
    body: otpCheckRequestSchema,
    bodyExample: { code: '123456' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'Whether it was the code.', schema: otpCheckSchema } },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
