/** Packs and the 20 checks, from the command line against a running server. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Decision } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CheckState } from '../src/preflight/check.ts'
import { START_TIMEOUT_MS, startOwnServer, type OwnServer } from './own-server.ts'
import { packNames } from '../src/rulesets/packs.ts'
import { gatehouseIn } from './terminal.ts'

vi.setConfig({ testTimeout: 120_000 })

let own: OwnServer
beforeAll(async () => {
  own = await startOwnServer()
}, START_TIMEOUT_MS)
afterAll(() => own.close())

async function call(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${own.server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${own.server.apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  expect([path, response.ok, text]).toEqual([path, true, text])
  return text === '' ? null : JSON.parse(text)
}

function gatehouse(...args: readonly string[]) {
  return gatehouseIn({ ...own.env, GATEHOUSE_URL: own.server.url }, ...args)
}

interface Preflight {
  readonly ready: boolean
  readonly decisions: number
  readonly counts: Readonly<Record<CheckState, number>>
  readonly findings: readonly {
    readonly check: number
    readonly state: CheckState
    readonly found: string
    readonly todo: string
  }[]
}

async function preflight(): Promise<Preflight & { readonly exitCode: number }> {
  const { exitCode, printed } = await gatehouse('preflight', '--json')
  return { exitCode, ...(JSON.parse(printed) as Preflight) }
}

const checksThat = (report: Preflight, state: CheckState) =>
  report.findings.filter((finding) => finding.state === state).map(({ check }) => check)

const ADDRESS = {
  first_name: 'Ann',
  last_name: 'Lee',
  address: '1 High Street',
  city: 'Berlin',
  postal: '10115',
  country: 'DE',
}

/** An order of a shop that sends all that it can. */
const goodOrder = (number: number) => ({
  event: { event_id: `order-${number}`, transaction_id: `t-${number}` },
  device: { ip_address: `81.2.69.${60 + number}` },
  session: { id: `session-${number}` },
  account: { user_id: `user-${number}`, is_guest: false, orders_count: 10, returns_count: 0 },
  email: { address: `customer-${number}@example.com` },
  billing: ADDRESS,
  shipping: ADDRESS,
  payment: { method: 'card', three_d_secure: { status: 'authenticated', liability_shift: true } },
  credit_card: { token: `card-${number}`, cvv_result: 'M', avs_result: 'Y' },
  order: { amount: 50, currency: 'EUR' },
  shopping_cart: [{ item_id: 'phone', sku: `sku-${number}`, quantity: 1, high_resale: true }],
  behaviour: { captcha: 'passed' },
})

describe('an empty shop', () => {
  it('passes no check, and every one says what to do', async () => {
    const report = await preflight()
    expect(report).toMatchObject({ exitCode: 1, ready: false, decisions: 0 })
    expect(report.findings.map(({ check }) => check)).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 1),
    )
    expect(checksThat(report, 'pass')).toEqual([])
    expect(checksThat(report, 'not_connected')).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15, 16, 19,
    ])
    expect(checksThat(report, 'fail')).toEqual([12, 13, 14, 18])
    expect(report.findings.filter(({ todo }) => todo === '')).toEqual([])
  })

  it('is shown as a table with what to do under it', async () => {
    const { exitCode, printed } = await gatehouse('preflight')
    expect(exitCode).toBe(1)
    expect(printed).toMatch(/1 {2}CVV must match +not connected +no order was decided yet\n/)
    expect(printed).toMatch(/14 {2}shared blacklist +FAIL +no live rule asks/)
    expect(printed).toMatch(/what to do\n\n +1 {2}send orders to `POST \/v1\/decisions`\n/)
    expect(printed).toMatch(/\n0 pass, 4 fail, 14 not connected, 2 by hand$/)
  })
})

describe('packs', () => {
  it('are listed with their checkpoints, and shown as they are written', async () => {
    const listed = await gatehouse('packs', 'list')
    expect(listed.exitCode).toBe(0)
    expect(listed.printed).toMatch(/twenty-checks +order +\d+ +The 20 pre-flight checks/)
    const shown = await gatehouse('packs', 'show', 'twenty-checks')
    expect(shown.printed).toMatch(/^# The 20 checks[^]*\nname: twenty-checks\n/)
    expect(await gatehouse('packs', 'show', 'twenty-cheks')).toMatchObject({
      exitCode: 2,
      noted: expect.stringContaining('did you mean `twenty-checks`?') as unknown,
    })
  })

  it('become a draft of what decides there now, with the lists that they need', async () => {
    await call('DELETE', '/v1/lists/shared_phones')
    const installed = await gatehouse('packs', 'install', 'twenty-checks')
    expect(installed).toMatchObject({ exitCode: 0 })
    expect(installed.printed).toContain('made 1 list: shared_phones')
    expect(installed.printed).toContain(
      '`twenty-checks` is the draft `starter@2`, `gatehouse rules diff starter@1 starter@2` compares',
    )
    const document = await call('GET', '/v1/rulesets/starter/versions/2')
    expect(document).toMatchObject({
      yaml: expect.stringMatching(/^# The 20 checks[^]*\nname: starter\n/) as unknown,
    })
    // It still decides by what is live.
    const decision = (await call('POST', '/v1/decisions', {
      order: { amount: 1, currency: 'EUR' },
    })) as Decision
    expect(decision.versions.ruleset).toBe('starter@1')
  })

  it('do not write over the draft of somebody, and find their own again', async () => {
    expect(await gatehouse('packs', 'install', 'cart-validation')).toMatchObject({
      exitCode: 1,
      noted: expect.stringContaining('there is a draft `starter@2` already') as unknown,
    })
    const again = await gatehouse('packs', 'install', 'twenty-checks')
    expect(again.printed).toContain('is the draft `starter@2`')
    const over = await gatehouse('packs', 'install', 'cart-validation', '--overwrite')
    expect(over).toMatchObject({ exitCode: 0 })
    expect(over.printed).toMatch(/is the draft `starter@\d+`/)
  })

  it('go live with --publish, and decide', async () => {
    const live = await gatehouse('packs', 'install', 'twenty-checks', '--overwrite', '--publish')
    expect(live).toMatchObject({ exitCode: 0 })
    expect(live.printed).toMatch(/`twenty-checks` is live as `starter@\d+`$/)
    const decision = (await call('POST', '/v1/decisions', {
      ...goodOrder(1),
      account: { is_guest: true },
      order: { amount: 2500, currency: 'EUR' },
    })) as Decision
    expect(decision.rules).toContainEqual(
      expect.objectContaining({ id: 'check_05_guest_limit', result: 'hit' }),
    )
    expect(decision).toMatchObject({ outcome: 'review' })
  })

  it('of another checkpoint keep their own name', async () => {
    const { printed } = await gatehouse('packs', 'install', 'card-testing', '--publish')
    expect(printed).toBe('`card-testing` is live as `card-testing@2`')
  })

  it('go live for a segment beside each other, one pack for two of them too', async () => {
    const shop = ['--shop', 'segmented']
    expect(await gatehouse('admin', 'shop', 'create', 'segmented')).toMatchObject({ exitCode: 0 })
    const file = join(own.env.DATA_DIR, 'segments.yaml')
    writeFileSync(file, '- { name: business, when: order.is_b2 }\n')
    const set = () => gatehouse('admin', 'shop', 'set', 'segmented', '--segments', file)
    expect(await set()).toMatchObject({
      exitCode: 1,
      noted: expect.stringContaining('`order.is_b2`') as unknown,
    })
    writeFileSync(
      file,
      '- { name: business, when: order.is_b2b }\n- { name: app, when: order.channel == "app" }\n',
    )
    expect(await set()).toMatchObject({
      exitCode: 0,
      printed: 'segments: none -> business, app',
    })
    const install = (...words: string[]) => gatehouse('packs', 'install', ...words, ...shop)
    const live = async (...words: string[]) => (await install(...words, '--publish')).printed
    expect(await live('b2c')).toBe('`b2c` is live as `starter@2`')
    expect(await live('b2b', '--segment', 'business')).toMatch(/is live as `b2b@1`$/)
    expect(await live('b2b', '--segment', 'app')).toMatch(/is live as `b2b-app@1`$/)
    expect(await install('b2b', '--segment', 'pharmacy', '--publish')).toMatchObject({
      exitCode: 1,
      noted: expect.stringContaining('no segment `pharmacy`') as unknown,
    })
  })
})

describe('a shop that sends all that it can', () => {
  beforeAll(async () => {
    const feeds = join(own.env.DATA_DIR, 'feeds')
    mkdirSync(feeds, { recursive: true })
    writeFileSync(join(feeds, 'tor_exit.txt'), '185.220.101.1\n')
    writeFileSync(join(feeds, 'vpn.txt'), '146.70.10.0/24\n')
    await call('POST', '/v1/reference/reload')
    const { version } = (await call('GET', '/v1/shops/default/settings')) as { version: number }
    const settings = { home_country: 'DE' }
    await call('PUT', '/v1/shops/default/settings', { version, settings })
    await call('POST', '/v1/lists/shared_emails/items', { value: 'mallory@example.com' })
    for (let number = 2; number <= 21; number++) {
      await call('POST', '/v1/decisions', goodOrder(number))
    }
    await call('POST', '/v1/events', {
      event: { type: 'dispute_alert', transaction_id: 't-2' },
      dispute: { alert_source: 'ethoca' },
    })
  })

  it('passes what it has connected, and nothing else', async () => {
    const report = await preflight()
    expect(checksThat(report, 'pass')).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15, 16, 19])
    // Registries are not asked here, and no gateway for text messages is set.
    expect(checksThat(report, 'not_connected')).toEqual([6, 12])
    // A shop of a minute has no usual hour.
    expect(checksThat(report, 'fail')).toEqual([18])
    expect(checksThat(report, 'by_hand')).toEqual([17, 20])
    expect(report).toMatchObject({ exitCode: 1, ready: false })
  })

  it('tells a shopper in their language what the rule says that refused the order', async () => {
    const { device, ...order } = goodOrder(22)
    const decision = (await call('POST', '/v1/decisions', {
      ...order,
      device: { ...device, ip_address: '185.220.101.1', accept_language: 'de-DE,de;q=0.9' },
    })) as Decision
    expect(decision).toMatchObject({
      outcome: 'decline',
      message: expect.stringMatching(/^Über diese Verbindung können wir/) as unknown,
    })
  })

  it('learns which signals arrive, and which events', async () => {
    const coverage = (await call('GET', '/v1/coverage?decisions=20')) as {
      decisions: number
      signals: { name: string; known: number; unknown: object[] }[]
      events: { type: string; count: number }[]
    }
    expect(coverage.decisions).toBe(20)
    const of = (name: string) => coverage.signals.find((signal) => signal.name === name)
    expect(of('card.cvv')).toEqual({
      name: 'card.cvv',
      owner: 'order',
      known: 20,
      unknown: [],
    })
    expect(of('email.domain_age_days')).toEqual({
      name: 'email.domain_age_days',
      owner: 'people',
      known: 0,
      unknown: [{ reason: 'not_configured', count: 20 }],
    })
    // Nobody was asked for a code: that no answer came is no answer.
    expect(of('challenge.otp')).toMatchObject({
      known: 0,
      unknown: [{ reason: 'not_sent', count: 20 }],
    })
    expect(of('order.coupon_count')).toMatchObject({ unknown: [{ reason: 'not_sent', count: 20 }] })
    expect(coverage.events).toContainEqual(
      expect.objectContaining({ type: 'dispute_alert', count: 1 }),
    )
    expect(await call('GET', '/v1/coverage?checkpoint=payment')).toMatchObject({ decisions: 0 })
  })

  it('counts an order that was scored again once, by its newest decision', async () => {
    const path = '/v1/coverage?decisions=1000'
    const before = await call('GET', path)
    const { items } = (await call('GET', '/v1/decisions?limit=1')) as { items: { id: string }[] }
    await call('POST', `/v1/decisions/${items[0]!.id}/rescore`)
    const { decisions } = (await call('GET', path)) as { decisions: number }
    expect(before).toMatchObject({ decisions })
  })

  it('is told that it only observes', async () => {
    const observe = async (mode: string) => {
      const { version } = (await call('GET', '/v1/shops/default/settings')) as { version: number }
      await call('PUT', '/v1/shops/default/settings', { version, settings: { mode } })
    }
    await observe('observe')
    const { printed } = await gatehouse('preflight')
    expect(printed).toMatch(/the shop only observes: nothing is refused/)
    await observe('enforce')
    expect((await gatehouse('preflight')).printed).not.toContain('only observes')
  })

  it('fails the check whose value stops to arrive', async () => {
    for (let number = 31; number <= 70; number++) {
      const { credit_card: card, ...order } = goodOrder(number)
      const { cvv_result: _cvv, ...rest } = card
      await call('POST', '/v1/decisions', { ...order, credit_card: rest })
    }
    const report = await preflight()
    const cvv = report.findings.find(({ check }) => check === 1)!
    expect(cvv.state).toBe('fail')
    expect(cvv.found).toMatch(/`card\.cvv` in 3\d % of 6\d orders \(not_sent\)/)
  })
})

describe('every pack', () => {
  it.each(packNames())('goes live in a shop that has orders: %s', async (pack) => {
    const { exitCode, printed } = await gatehouse(
      'packs',
      'install',
      pack,
      '--publish',
      '--confirm',
    )
    expect([pack, exitCode, printed]).toEqual([pack, 0, expect.stringContaining(' is live as ')])
  })

  it('decides what a seller does: a payout to another country waits for a person', async () => {
    expect(await gatehouse('packs', 'install', 'sellers', '--publish', '--confirm')).toMatchObject({
      exitCode: 0,
    })
    const decision = (await call('POST', '/v1/decisions', {
      event: { type: 'seller_payout_change' },
      seller: { country: 'DE', payout_country: 'LT' },
    })) as Decision
    expect(decision).toMatchObject({
      checkpoint: 'seller',
      outcome: 'review',
      message: 'We need to check this change first and will be in touch.',
    })
  })

  it('says which checkpoints it would leave to nobody', async () => {
    const ruleset = {
      name: 'starter',
      checkpoints: ['order', 'link'],
      scorecard: { base: { start: 100, parts: [] } },
      thresholds: { reject_below: 30, submit_to_processor: 50 },
      rules: [],
    }
    const { draft } = (await call('PUT', '/v1/rulesets/starter/draft', { ruleset })) as {
      draft: number
    }
    await call('POST', '/v1/rulesets/starter/publish', { version: draft, confirm: true })
    const { noted } = await gatehouse('packs', 'install', 'flow', '--overwrite')
    expect(noted).toBe('once it is live nothing decides at link any more')
  })

  it('decides a return: goods that are easily sold on are paid back on inspection', async () => {
    const decision = (await call('POST', '/v1/decisions', {
      event: { type: 'return_requested' },
      return: { reason: 'changed_mind', amount: 450, currency: 'EUR' },
      account: { user_id: 'user-3', orders_count: 10, returns_count: 0 },
      order: { amount: 450, currency: 'EUR' },
      shopping_cart: [{ item_id: 'console', quantity: 1, price: 450, high_resale: true }],
    })) as Decision
    expect(decision).toMatchObject({ checkpoint: 'refund', outcome: 'review' })
    expect(decision.actions.map(({ kind }) => kind)).toContain('require_inspection')
  })

  it('decides what an account does: a change to a throw-away mailbox waits for a person', async () => {
    const decision = (await call('POST', '/v1/decisions', {
      event: { type: 'email_change' },
      account: { user_id: 'user-3' },
      email: { address: 'somebody@mailinator.com' },
    })) as Decision
    expect(decision).toMatchObject({ checkpoint: 'account', outcome: 'review' })
  })
})
