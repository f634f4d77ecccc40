import {
  OTP_CHECKS_MAX,
  OTP_TTL_S,
  type CaptchaAnswerRequest,
  type ChallengeAnswer,
  type Otp,
  type OtpCheck,
  type OtpCheckRequest,
  type OtpStartRequest,
  type OtpStatus,
  type Reference,
} from '@gatehouse/contract'
import { findOpenOrder, wholeEvent } from '@gatehouse/pipeline'
import type { OtpLimit, Store, StoredChallenge, StoredRecord } from '@gatehouse/store'
import { checkToken, type HeldToken } from '../../challenges/captcha-desk.ts'
import { decideChallenged, type ChallengeQueueParts } from '../../challenges/challenge-queues.ts'
import { numberToCall } from '../../challenges/number-to-call.ts'
import { created, ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'

export interface ChallengeHandlerParts extends ChallengeQueueParts {
  readonly store: ChallengeQueueParts['store'] & Pick<Store, 'personal'>
  reference(): Reference
}

const HOUR_MS = 3_600_000
/** The job looks after whoever waits here has given up. */
const JOB_AFTER_MS = 2000
/** https://www.twilio.com and others advise the like against codes that are sent to earn on them. */
const PER_NUMBER = 3
const PER_IP = 10
const PER_PREFIX = 50
/** A shopper who mistypes their number gets another try or two; nobody has more phones at hand. */
const PER_ORDER = 5
/** A country code and what follows it: a block of numbers that one operator has. */
const PREFIX_LENGTH = 7

const LIMIT_WORDS: Readonly<Record<OtpLimit, string>> = {
  byOrder: 'enough codes were sent for this order in an hour',
  byNumber: 'this number was sent enough codes for an hour',
  byIp: 'this IP address asked for enough codes for an hour',
  byPrefix: 'numbers that begin like this one were sent enough codes for an hour',
  byShop: 'the shop has sent as many codes in this hour as `OTP_PER_HOUR` allows',
}

export function challengeHandlers(
  parts: ChallengeHandlerParts,
): Pick<Handlers, 'answerCaptcha' | 'startOtp' | 'checkOtp'> {
  const { store } = parts
  return {
    async answerCaptcha({ shopId, params, body }) {
      const { captcha } = parts.challenges
      const { token, silent = false, ip_address: ipAddress = null } = body as CaptchaAnswerRequest
      const first = await firstRecord(store, shopId, String(params['id']))
      if (captcha === null) throw new ApiError('not_set_up')
      const atMs = parts.nowMs()
      const id = parts.newId(atMs)
      const sessions = [first.id, first.eventId, first.transactionId].filter((one) => one !== null)
      const held: HeldToken = { token, sessions }
      const made = await store.challenges.addCaptcha({
        id,
        shopId,
        decisionId: first.id,
        kind: silent ? 'silent_captcha' : 'captcha',
        token,
        secret: JSON.stringify(held),
        expiresAtMs: atMs + captcha.verifier.tokenMs,
        runAtMs: atMs + captcha.deadlineMs + JOB_AFTER_MS,
      })
      if (made === undefined) return ok(await usedBefore(store, shopId, first.id, token, silent))
      const asked = { ipAddress, isRepeated: false }
      await checkToken({ captcha, store }, shopId, id, asked, new AbortController().signal)
      const found = (await store.challenges.find(shopId, id))!
      const decision = found.state === 'pending' ? null : await decided(parts, shopId, first.id)
      return ok(shownChallenge(found, decision))
    },
    async startOtp({ shopId, params, body }) {
      const { otp } = parts.challenges
      const { to } = body as OtpStartRequest
      const first = await firstRecord(store, shopId, String(params['id']))
      if (otp === null) throw new ApiError('not_set_up')
      const { event } = await wholeEvent(parts, first)
      const number = numberToCall(parts.reference(), event, to, otp.settings.countries)
      if (!number.ok) throw new ApiError('number_not_allowed', { detail: number.why })
      const atMs = parts.nowMs()
      const id = parts.newId(atMs)
      const expiresAtMs = atMs + OTP_TTL_S * 1000
      const token = (field: string, value: string) => store.personal.token(shopId, field, value)
      const ip = event.device?.ip_address
      const keepsIp = parts.runtime(shopId)?.privacy === 'standard'
      const over = await store.challenges.addOtp(
        {
          id,
          shopId,
          decisionId: first.id,
          expiresAtMs,
          runAtMs: atMs,
          number: number.e164,
          numberToken: token('phone', number.e164),
          numberPrefix: number.e164.slice(0, PREFIX_LENGTH),
          ipToken: ip !== undefined && keepsIp ? token('ip', ip) : null,
        },
        {
          byOrder: PER_ORDER,
          byNumber: PER_NUMBER,
          byIp: PER_IP,
          byPrefix: PER_PREFIX,
          byShop: otp.settings.perHour,
        },
        atMs - HOUR_MS,
      )
      if (over !== null) {
        const headers = { 'retry-after': String(HOUR_MS / 1000) }
        throw new ApiError('too_many_requests', { detail: LIMIT_WORDS[over], headers })
      }
      const answer: Otp = {
        id,
        status: 'pending',
        expires_at: new Date(expiresAtMs).toISOString(),
        attempts_left: OTP_CHECKS_MAX,
      }
      return created(answer)
    },
    async checkOtp({ shopId, params, body }) {
      const id = String(params['otp_id'])
      const { code } = body as OtpCheckRequest
      const known = UUID.test(id) ? await store.challenges.find(shopId, id) : undefined
      if (known === undefined || known.kind !== 'otp') throw new ApiError('not_found')
      const tried = await store.challenges.tryCode(shopId, id, code, OTP_CHECKS_MAX)
      if (tried === undefined) {
        const status = known.reason === 'max_attempts' ? 'max_attempts' : 'expired'
        return ok(shownCheck(id, status, 0, null))
      }
      const attemptsLeft = OTP_CHECKS_MAX - tried.attempts
      if (!tried.isRight && attemptsLeft > 0) {
        return ok(shownCheck(id, 'pending', attemptsLeft, null))
      }
      const isSettled = await store.challenges.settle(
        shopId,
        id,
        tried.isRight
          ? { state: 'passed', reason: '', score: null }
          : { state: 'failed', reason: 'max_attempts', score: null },
      )
      // Another request with the same code was faster: it is spent.
      if (!isSettled) return ok(shownCheck(id, 'expired', 0, null))
      const decision = await decided(parts, shopId, tried.decisionId)
      return ok(shownCheck(id, tried.isRight ? 'approved' : 'max_attempts', attemptsLeft, decision))
    },
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Challenges belong to the first decision about an order. */
async function firstRecord(
  { reading }: ChallengeHandlerParts['store'],
  shopId: string,
  id: string,
): Promise<StoredRecord> {
  const named = await reading.record(shopId, id)
  if (named === undefined || named.decisionJson === null) throw new ApiError('not_found')
  if (named.rescoredFrom === null) return named
  const first = await reading.record(shopId, named.rescoredFrom)
  if (first === undefined) throw new ApiError('not_found')
  return first
}

/** The same request again gets the same answer; the token in any other is used up. */
async function usedBefore(
  { challenges }: ChallengeHandlerParts['store'],
  shopId: string,
  decisionId: string,
  token: string,
  silent: boolean,
): Promise<ChallengeAnswer> {
  const before = await challenges.findToken(token)
  const kind = silent ? 'silent_captcha' : 'captcha'
  const isSame =
    before?.shopId === shopId && before.decisionId === decisionId && before.kind === kind
  if (isSame) return shownChallenge(before, null)
  return {
    id: decisionId,
    kind,
    state: 'failed',
    reason: 'token_used',
    decision: null,
  }
}

async function decided(
  parts: ChallengeHandlerParts,
  shopId: string,
  decisionId: string,
): Promise<ChallengeAnswer['decision']> {
  const result = await decideChallenged(parts, shopId, decisionId)
  if (result.state === 'rescored') return { id: result.ruling.id, outcome: result.ruling.outcome }
  // Its job was faster, or it changed nothing: what is in force is what the shop wants to know.
  const order = await findOpenOrder(parts, shopId, decisionId)
  return order.state === 'open' ? { id: order.latest.id, outcome: order.latest.outcome } : null
}

function shownChallenge(
  { id, kind, state, reason }: StoredChallenge,
  decision: ChallengeAnswer['decision'],
): ChallengeAnswer {
  return {
    id,
    kind: kind as ChallengeAnswer['kind'],
    state: state as ChallengeAnswer['state'],
    reason,
    decision,
  }
}

function shownCheck(
  id: string,
  status: OtpStatus,
  attemptsLeft: number,
  decision: OtpCheck['decision'],
): OtpCheck {
  return { id, status, attempts_left: attemptsLeft, decision }
}
