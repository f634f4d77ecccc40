import { timingSafeEqual } from 'node:crypto'
import type { Sql, SqlPool } from '../connection/sql.ts'
import type { Keyring } from '../privacy/keyring.ts'
import { openShortly, sealShortly } from '../privacy/short-lived.ts'
import {
  ADD_CHALLENGE,
  CHALLENGES_OF,
  CODE_SENT,
  COUNT_SENT,
  FIND_CHALLENGE,
  FIND_TOKEN,
  FORGET_CHALLENGES,
  LOCK_CHALLENGES,
  REPLACE_OTP,
  SET_CODE,
  SETTLE_CHALLENGE,
  TRY_CODE,
  type ChallengeRow,
} from '../queries/challenges.ts'

/** Checks a token, sends a code. */
export const CHALLENGE_QUEUE = 'challenge'
/** Decides the order again. */
export const CHALLENGED_QUEUE = 'challenged'

export interface StoredChallenge {
  readonly id: string
  /** The first decision about the order. */
  readonly decisionId: string
  readonly kind: string
  readonly state: string
  readonly reason: string
  readonly score: number | null
  readonly attempts: number
  readonly expiresAtMs: number
}

interface NewChallenge {
  readonly id: string
  readonly shopId: string
  /** The first decision about the order. */
  readonly decisionId: string
  readonly expiresAtMs: number
  /** When its job looks at it. */
  readonly runAtMs: number
}

export interface NewCaptcha extends NewChallenge {
  readonly kind: 'captcha' | 'silent_captcha'
  readonly token: string
  /** What it is checked with, kept sealed until it was. */
  readonly secret: string
}

export interface NewOtp extends NewChallenge {
  /** E.164. */
  readonly number: string
  /** Tokens and the like that limits count by; `null`: not known or not kept. */
  readonly numberToken: Uint8Array
  readonly numberPrefix: string
  readonly ipToken: Uint8Array | null
}

export interface OtpLimits {
  readonly byOrder: number
  readonly byNumber: number
  readonly byIp: number
  readonly byPrefix: number
  readonly byShop: number
}

export type OtpLimit = keyof OtpLimits

export interface Settled {
  readonly state: 'passed' | 'failed' | 'unchecked'
  readonly reason: string
  readonly score: number | null
}

export interface Challenges {
  /** With the job that checks it. `undefined`: this token was handed in before. */
  addCaptcha(captcha: NewCaptcha): Promise<{ readonly id: string } | undefined>
  /** Who handed a token in before. */
  findToken(token: string): Promise<(StoredChallenge & { readonly shopId: string }) | undefined>
  /**
   * With the job that sends it, unless a limit of what was sent since is reached. What was sent for
   * the order before is no longer good.
   */
  addOtp(otp: NewOtp, limits: OtpLimits, sinceMs: number): Promise<OtpLimit | null>
  find(shopId: string, id: string): Promise<StoredChallenge | undefined>
  /** What it is carried out with; `null` once it was. */
  secretOf(shopId: string, id: string): Promise<string | null>
  /** Settled ones of an order, oldest first. */
  ofOrder(shopId: string, decisionId: string): Promise<readonly StoredChallenge[]>
  /** Keeps the hash of a code in place of the one before. `false`: it need not be sent any more. */
  setCode(shopId: string, id: string, code: string): Promise<boolean>
  codeSent(shopId: string, id: string): Promise<void>
  /** Counts a try, and says whether it was the code; `undefined`: it can no longer be tried. */
  tryCode(
    shopId: string,
    id: string,
    code: string,
    attemptsMax: number,
  ): Promise<(StoredChallenge & { readonly isRight: boolean }) | undefined>
  /** With the job that decides the order again. `false`: it was settled before. */
  settle(shopId: string, id: string, settled: Settled): Promise<boolean>
  forget(beforeMs: number): Promise<number>
}

export function openChallenges(
  pool: SqlPool,
  keyring: Pick<Keyring, 'bodyHash' | 'derive'>,
): Challenges {
  const hashOf = (what: string) => keyring.bodyHash(Buffer.from(`challenge\n${what}`))
  const add = async (
    sql: Sql,
    it: NewChallenge,
    more: readonly unknown[],
  ): Promise<{ readonly id: string } | undefined> => {
    const [kind, hash, secret, ...limits] = more
    const sealed = sealShortly(keyring, it.id, String(secret))
    const values = [it.id, it.shopId, it.decisionId, kind, hash, sealed, ...limits]
    const [row] = await sql.rows<{ id: string }>(ADD_CHALLENGE, [
      ...values,
      it.expiresAtMs,
      it.runAtMs,
    ])
    return row
  }
  const rowOf = async (shopId: string, id: string) =>
    (await pool.rows<ChallengeRow>(FIND_CHALLENGE, [shopId, id]))[0]

  return {
    addCaptcha: (it) => add(pool, it, [it.kind, hashOf(it.token), it.secret, null, null, null]),
    async findToken(token) {
      const [row] = await pool.rows<ChallengeRow & { shop_id: string }>(FIND_TOKEN, [hashOf(token)])
      return row === undefined ? undefined : { ...challengeOf(row), shopId: row.shop_id }
    },
    addOtp: (it, limits, sinceMs) =>
      pool.transaction(async (sql) => {
        await sql.run(LOCK_CHALLENGES, [it.shopId])
        const { shopId, numberToken, ipToken, numberPrefix, decisionId } = it
        const counted = [shopId, numberToken, ipToken, numberPrefix, sinceMs, decisionId]
        const [sent] = await sql.rows<Record<string, number>>(COUNT_SENT, counted)
        const over = LIMITS.find(([limit, column]) => sent![column]! >= limits[limit])
        if (over !== undefined) return over[0]
        await sql.run(REPLACE_OTP, [it.shopId, it.decisionId])
        const by = [it.numberToken, it.numberPrefix, it.ipToken]
        await add(sql, it, ['otp', null, it.number, ...by])
        return null
      }),
    async find(shopId, id) {
      const row = await rowOf(shopId, id)
      return row === undefined ? undefined : challengeOf(row)
    },
    async secretOf(shopId, id) {
      const sealed = (await rowOf(shopId, id))?.sealed ?? null
      return sealed === null ? null : openShortly(keyring, id, sealed)
    },
    async ofOrder(shopId, decisionId) {
      const rows = await pool.rows<ChallengeRow>(CHALLENGES_OF, [shopId, decisionId])
      return rows.map(challengeOf)
    },
    setCode: async (shopId, id, code) =>
      (await pool.run(SET_CODE, [shopId, id, hashOf(`${id}\n${code}`)])) > 0,
    codeSent: async (shopId, id) => void (await pool.run(CODE_SENT, [shopId, id])),
    async tryCode(shopId, id, code, attemptsMax) {
      const [row] = await pool.rows<ChallengeRow>(TRY_CODE, [shopId, id, attemptsMax])
      if (row === undefined) return undefined
      const isRight =
        row.secret_hash !== null && timingSafeEqual(row.secret_hash, hashOf(`${id}\n${code}`))
      return { ...challengeOf(row), isRight }
    },
    settle: async (shopId, id, { state, reason, score }) =>
      (await pool.rows(SETTLE_CHALLENGE, [shopId, id, state, reason, score])).length > 0,
    forget: (beforeMs) => pool.run(FORGET_CHALLENGES, [beforeMs]),
  }
}

const LIMITS: readonly (readonly [OtpLimit, string])[] = [
  ['byOrder', 'by_order'],
  ['byNumber', 'by_number'],
  ['byIp', 'by_ip'],
  ['byPrefix', 'by_prefix'],
  ['byShop', 'by_shop'],
]

function challengeOf(row: ChallengeRow): StoredChallenge {
  return {
    id: row.id,
    decisionId: row.decision_id,
    kind: row.kind,
    state: row.state,
    reason: row.reason,
    score: row.score,
    attempts: row.attempts,
    expiresAtMs: row.expires_at,
  }
}
