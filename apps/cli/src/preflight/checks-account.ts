import { fail, notConnected, pass, type Check } from './check.ts'
import { counted } from '../text-table.ts'
import {
  arrivalOf,
  LIMITS_AMOUNT,
  NO_RULE,
  ruleAndSignal,
  ruleAsking,
  ruleReading,
} from './evidence.ts'

const SHARED = ['shared_emails', 'shared_phones']
/** A shared blacklist is about mailboxes and numbers, which change hands. */
const FRESH_DAYS = 30
const DAY_MS = 86_400_000

/** Who buys. */
export const accountChecks: readonly Check[] = [
  {
    number: 5,
    title: 'at most 2,000 per guest checkout',
    examine: (installation) =>
      ruleAndSignal(
        installation,
        ['account.is_guest'],
        'send `account.is_guest` or `account.user_id`',
        LIMITS_AMOUNT,
      ),
  },
  {
    number: 14,
    title: 'shared blacklist',
    examine(installation) {
      const rule = ruleReading(
        installation,
        'order',
        SHARED.map((name) => `list.${name}`),
      )
      if (rule === undefined) return fail('no live rule asks for a shared blacklist', NO_RULE)
      const filled = installation.lists.filter(
        ({ name, items_count: items }) => SHARED.includes(name) && items > 0,
      )
      if (filled.length === 0) {
        return notConnected(
          'the shared blacklists are empty',
          `import what your network shares: \`gatehouse list import ${SHARED[0]} FILE\``,
        )
      }
      const newestMs = Math.max(...filled.map(({ updated_at: at }) => Date.parse(at)))
      const days = Math.floor((installation.nowMs - newestMs) / DAY_MS)
      const found = `rule \`${rule.id}\`; changed ${days === 0 ? 'today' : `${days} days ago`}`
      if (days <= FRESH_DAYS) return pass(found)
      return fail(found, `import it again: it is older than ${FRESH_DAYS} days`)
    },
  },
  {
    number: 15,
    title: 'customers blocked at a 30 % return rate',
    examine: (installation) =>
      ruleAndSignal(
        installation,
        ['account.return_rate', 'velocity.return_rate_by_account_90d'],
        'send `account.orders_count` and `account.returns_count`, or every return to `POST /v1/events`',
      ),
  },
  {
    number: 19,
    title: 'silent captcha for bots',
    examine(installation) {
      const rule = ruleAsking(installation, 'order', 'silent_captcha')
      if (rule === undefined) return fail('no live rule asks for `silent_captcha`', NO_RULE)
      const [own, ours] = ['behaviour.captcha', 'challenge.silent_captcha'].map(
        (signal) => arrivalOf(installation, signal).known,
      )
      const known = Math.max(own!, ours!)
      if (known > 0) return pass(`\`${rule.id}\`; ${counted(known, 'order')} with what came of it`)
      return notConnected(
        `\`${rule.id}\` asks, and no order says what came of it`,
        'show the captcha that `actions` asks for, and set `CAPTCHA_PROVIDER` (docs/how-to/challenges.md) or send `behaviour.captcha`',
      )
    },
  },
]
