/** What the command line asks of a running server about rulesets. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type {
  BacktestResult,
  RulesetDocument,
  RulesetState,
  RulesetStatistics,
  ThresholdAnswer,
} from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { START_TIMEOUT_MS, startOwnServer, type OwnServer } from './own-server.ts'
import { gatehouseIn } from './terminal.ts'

/** Some commands wait for a process to start, which takes its time on a busy machine. */
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
  expect(response.ok).toBe(true)
  return response.json()
}

/** One command line against the server. */
function gatehouse(...args: readonly string[]) {
  return gatehouseIn({ ...own.env, GATEHOUSE_URL: own.server.url }, ...args)
}

function rulesetOf(limit: number): object {
  return {
    name: 'starter',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [
      { id: 'dear', when: `order.amount > ${limit}.0`, when_unknown: 'skip', outcome: 'decline' },
    ],
  }
}

async function draft(ruleset: object): Promise<number> {
  const state = await call('PUT', '/v1/rulesets/starter/draft', { ruleset })
  return (state as RulesetState).draft!
}

async function order(amount: number): Promise<string> {
  const body = { order: { amount, currency: 'EUR' } }
  const decision = (await call('POST', '/v1/decisions', body)) as { id: string }
  return decision.id
}

describe('rules shadow', () => {
  it('starts, reports and ends the shadow of a version', async () => {
    const version = await draft(rulesetOf(100))
    const which = `starter@${version}`
    expect(await gatehouse('rules', 'shadow', 'start', which, '--note', 'try')).toMatchObject({
      exitCode: 0,
      printed: `\`${which}\` is in shadow; version 1 is live`,
    })
    await order(50)
    const id = await order(150)
    const { exitCode, printed } = await gatehouse('rules', 'shadow', 'report', which)
    expect(exitCode).toBe(0)
    expect(printed).toContain('2 events decided by both; 1 (50.00 %) would have come out otherwise')
    expect(printed).toMatch(/approve +1 +0 +0 +1\n/)
    expect(printed).toContain(`${id}  approve -> decline`)
    const asJson = await gatehouse('rules', 'shadow', 'report', which, '--json')
    expect(JSON.parse(asJson.printed)).toMatchObject({ compared: 2, changed: { amount: 150 } })
    expect(await gatehouse('rules', 'shadow', 'end', which)).toMatchObject({ exitCode: 0 })
    expect(await gatehouse('rules', 'shadow', 'end', which)).toMatchObject({
      exitCode: 1,
      noted: `gatehouse: \`${which}\` is not in shadow`,
    })
  })

  it('says how a version is named', async () => {
    expect(await gatehouse('rules', 'shadow', 'start', 'starter')).toMatchObject({
      exitCode: 2,
      noted: 'gatehouse: `starter` must be a ruleset and a version, as `starter@3`',
    })
  })
})

describe('rules stats', () => {
  it('prints what each rule did, and writes it as JSON', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-stats-'))
    const json = join(folder, 'statistics.json')
    await order(50)
    const { exitCode, printed } = await gatehouse('rules', 'stats', 'starter', '--json', json)
    expect(exitCode).toBe(0)
    const statistics = JSON.parse(readFileSync(json, 'utf8')) as RulesetStatistics
    expect(statistics).toMatchObject({ name: 'starter', complete: true })
    expect(statistics.decisions).toBeGreaterThan(0)
    expect(printed).toMatch(/^ruleset `starter`: \d+ decisions? from /)
    expect(printed).toMatch(/^ {2}starter@1 +\d/m)
    const [rule] = statistics.rules
    expect(printed).toMatch(new RegExp(`^ {2}${rule!.id} +${rule!.hits} `, 'm'))
    rmSync(folder, { recursive: true })
    expect(await gatehouse('rules', 'stats', 'nothing')).toMatchObject({
      exitCode: 1,
      noted: 'gatehouse: there is no ruleset `nothing` in this shop',
    })
  })
})

describe('rules backtest', () => {
  it('prints what would have been decided, and writes it as JSON', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-backtest-'))
    const file = join(folder, 'rules.yaml')
    const json = join(folder, 'result.json')
    await order(777)
    writeFileSync(file, JSON.stringify(rulesetOf(500)))
    const args = ['rules', 'backtest', file, '--json', json, '--maturity-days', '0']
    const { exitCode, printed } = await gatehouse(...args)
    expect(exitCode).toBe(0)
    expect(printed).toMatch(/^ruleset `starter` over \d+ decisions? from /)
    expect(printed).toMatch(/approve -> decline +1 +777\.00 +0 +0/)
    expect(printed).toMatch(/dear +- +1 +0 +0/)
    const result = JSON.parse(readFileSync(json, 'utf8')) as BacktestResult
    expect(result.changed).toMatchObject({ decisions: 1, amount: 777 })
    const later = await gatehouse(...args.slice(0, 3), '--from', '2030-01-01', '--to', '2030-02-01')
    expect(later).toMatchObject({ exitCode: 0 })
    expect(later.printed).toContain('over 0 decisions from 2030-01-01 to 2030-02-01')
    rmSync(folder, { recursive: true })
  })

  it('takes a stored version, and says why it cannot', async () => {
    expect(await gatehouse('rules', 'backtest', 'starter@1')).toMatchObject({ exitCode: 0 })
    expect(await gatehouse('rules', 'backtest', 'starter@99')).toMatchObject({ exitCode: 1 })
    expect(await gatehouse('rules', 'backtest', 'starter@1', '--from', 'May')).toMatchObject({
      exitCode: 2,
      noted: expect.stringContaining('must be a day or a time') as unknown,
    })
  })
})

describe('a ruleset file', () => {
  it('is shown, changed, made a draft, put live and rolled back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-draft-'))
    const file = join(folder, 'rules.yaml')
    const shown = await gatehouse('rules', 'show', 'card-testing@1')
    expect(shown.exitCode).toBe(0)
    expect(await gatehouse('rules', 'show', 'card-testing@77')).toMatchObject({
      exitCode: 1,
      noted: expect.stringContaining('`gatehouse rules list` shows those there are') as unknown,
    })
    const changed = shown.printed.replace('reject_below: 30', 'reject_below: 20')
    expect(changed).not.toBe(shown.printed)
    writeFileSync(file, changed)
    const drafted = await gatehouse('rules', 'draft', file, '--note', 'milder')
    expect(drafted.exitCode).toBe(0)
    expect(drafted.printed).toContain('gatehouse rules diff card-testing@1 card-testing@2')
    const difference = await gatehouse('rules', 'diff', 'card-testing@1', 'card-testing@2')
    expect(difference.printed).toContain('reject_below')
    // The same again changes nothing; another one would be the loss of it.
    expect((await gatehouse('rules', 'draft', file)).printed).toContain('card-testing@2')
    writeFileSync(file, `${changed}\n# mine`)
    expect(await gatehouse('rules', 'draft', file)).toMatchObject({
      exitCode: 1,
      noted: expect.stringContaining('there is a draft `card-testing@2` already') as unknown,
    })
    expect(await gatehouse('rules', 'draft', file, '--overwrite')).toMatchObject({ exitCode: 0 })
    expect(await gatehouse('rules', 'publish', 'card-testing@3')).toMatchObject({ exitCode: 0 })
    expect((await gatehouse('rules', 'list')).printed).toMatch(/card-testing@3 +live /)
    expect(await gatehouse('rules', 'rollback', 'card-testing@1')).toMatchObject({
      exitCode: 0,
      printed: '`card-testing@1` is live again, as `card-testing@4`',
    })
    const list = (await gatehouse('rules', 'list')).printed
    expect(list).toMatch(/card-testing@4 +live /)
    expect(list).toMatch(/card-testing@3 +retired /)
    rmSync(folder, { recursive: true })
  })
})

describe('what is not there', () => {
  it('is named, and a backtest over nothing says that it judged nothing', async () => {
    const nowhere = await gatehouse('rules', 'list', '--shop', 'nowhere')
    expect(nowhere).toMatchObject({ exitCode: 1, noted: 'gatehouse: there is no shop `nowhere`' })
    const { printed } = await gatehouse('rules', 'backtest', 'returns@1')
    expect(printed).toContain('over 0 decisions')
    expect(printed.match(/^note: .*/gm)).toEqual([
      'note: nothing can be judged: no decision of that time was made where it would decide (refund)',
    ])
    const { noted } = await gatehouse('decision', 'order-7')
    expect(noted).toContain('`GET /v1/decisions?transaction_id=`')
  })
})

describe('rules publish', () => {
  it('puts a draft live, and asks for a confirmation of what declines far more', async () => {
    for (let n = 0; n < 50; n++) await order(300)
    const version = await draft(rulesetOf(100))
    const refused = await gatehouse('rules', 'publish', `starter@${version}`)
    expect(refused.exitCode).toBe(1)
    expect(refused.noted).toMatch(/would have declined 5\d \(9\d\.\d %\) instead of 0 .*--confirm/)
    const confirmed = await gatehouse('rules', 'publish', `starter@${version}`, '--confirm')
    expect(confirmed).toMatchObject({ exitCode: 0, printed: `\`starter@${version}\` is live` })
    expect(await gatehouse('rules', 'publish', `starter@${version}`)).toMatchObject({
      exitCode: 1,
      noted: `gatehouse: the server answered 409: version ${version} is live already`,
    })
  })
})

it('rules approve says that one does not approve what one wrote oneself', async () => {
  const version = await draft(rulesetOf(1000))
  const refused = await gatehouse('rules', 'approve', `starter@${version}`)
  expect(refused.exitCode).toBe(1)
  expect(refused.noted).toContain(`\`bootstrap\` wrote version ${version} and cannot approve it`)
  const { key } = await own.server.services.store.apiKeys.create('default', 'bob', ['rules'])
  const env = { ...own.env, GATEHOUSE_URL: own.server.url, GATEHOUSE_API_KEY: key }
  const asBob = async () => gatehouseIn(env, 'rules', 'approve', `starter@${version}`)
  await expect.poll(asBob, { timeout: 10_000 }).toMatchObject({ exitCode: 0 })
})

it('rules diff compares a stored version with a file, rule by rule', async () => {
  const version = await draft(rulesetOf(100))
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-diff-'))
  const file = join(folder, 'rules.yaml')
  const changed = rulesetOf(250) as { rules: object[]; thresholds: object }
  const rules = [...changed.rules, { id: 'new', when: 'true', when_unknown: 'skip', weight: 5 }]
  const thresholds = { reject_below: 20, submit_to_processor: 50 }
  writeFileSync(file, JSON.stringify({ ...changed, thresholds, rules }))
  const { exitCode, printed } = await gatehouse('rules', 'diff', `starter@${version}`, file)
  expect(exitCode).toBe(0)
  expect(printed).toBe(
    [
      `starter@${version} -> ${file}: 1 entry added, 0 removed, 1 changed`,
      'the ruleset as a whole\n    thresholds.reject_below: 30 -> 20',
      '+ rule new\n  + when: true\n  + when_unknown: skip\n  + weight: 5',
      '~ rule dear: threshold 100 -> 250\n    when: order.amount > 100.0 -> order.amount > 250.0',
    ].join('\n\n'),
  )
  const same = await gatehouse('rules', 'diff', file, file, '--json')
  expect(JSON.parse(same.printed)).toMatchObject({ is_same: true })
  rmSync(folder, { recursive: true })
})

it('rules snooze switches a rule off for one entity, lists it and switches it on again', async () => {
  const args = ['--entity', 'account', '--value', '4711', '--why', 'travels', '--until']
  const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  const add = (rule: string, ...more: string[]) =>
    gatehouse('rules', 'snooze', 'add', rule, ...more)
  const made = await add('dear', ...args, until)
  expect(made).toMatchObject({ exitCode: 0 })
  expect(made.printed).toContain(`\`dear\` is off for this account until ${until}T00:00:00.000Z`)
  const listed = await gatehouse('rules', 'snooze', 'list')
  expect(listed.printed).toMatch(/dear +account +until .* bootstrap +travels/)
  const id = /\(([0-9a-f-]+)\)$/.exec(made.printed)![1]!
  expect(await gatehouse('rules', 'snooze', 'delete', id)).toMatchObject({ exitCode: 0 })
  expect(await gatehouse('rules', 'snooze', 'list')).toMatchObject({
    printed: 'no rule is switched off for anybody',
  })
  expect(await add('dear', ...args.slice(2), until)).toMatchObject({ exitCode: 2 })
  expect((await add('daer', ...args, until)).noted).toContain(
    '422: `/rule` no ruleset that is live or tried has `daer`',
  )
})

it('rules rollout lets a version decide a part of the traffic, and ends it', async () => {
  const version = await draft(rulesetOf(100))
  const which = `starter@${version}`
  const start = (...args: string[]) => gatehouse('rules', 'rollout', 'start', which, ...args)
  expect((await start()).exitCode).toBe(2)
  const started = await start('--percent', '12.5%', '--confirm')
  expect(started.printed).toMatch(/decides 12\.5 % of the traffic, version \d+ the rest$/)
  expect(await gatehouse('rules', 'rollout', 'end', which)).toMatchObject({ exitCode: 0 })
  expect(await gatehouse('rules', 'rollout', 'end', which)).toMatchObject({ exitCode: 1 })
})

describe('customers', () => {
  const customers = (...args: string[]) => gatehouse('customers', ...args)

  it('shows what is remembered of one, and blocks and lets in', async () => {
    const { printed: nobody } = await customers('show', '4711')
    expect(nobody).toContain('trust:      no order left any')
    await call('POST', '/v1/decisions', {
      account: { user_id: '4711' },
      order: { amount: 5, currency: 'EUR' },
    })
    expect((await customers('show', '4711')).printed).toMatch(/trust: +100, left by [0-9a-f-]+ on/)
    expect((await customers('block', '4711')).exitCode).toBe(2)
    const done = await customers('block', '4711', '--note', 'as agreed')
    expect(done).toMatchObject({ exitCode: 0, printed: 'blocked: the customer may order' })
    const shown = await customers('show', '4711')
    expect(shown.printed).toMatch(/account: +blocked/)
    expect(shown.printed).toMatch(/blocked +bootstrap +as agreed/)
    expect((await customers('unblock', '4711', '--note', 'paid')).exitCode).toBe(0)
    expect((await customers('unblock', '4711', '--note', 'paid')).noted).toContain('is open')
    expect((await customers('restore', '4712', '--note', 'typo')).exitCode).toBe(1)
  })
})

describe('decision', () => {
  it('shows what a shopper says without letting it steer the terminal', async () => {
    const event_id = 'order\u001b[2J\r1'
    const made = await call('POST', '/v1/decisions', { event: { event_id } })
    const { printed, exitCode } = await gatehouse('decision', (made as { id: string }).id)
    expect(exitCode).toBe(0)
    expect(printed).toContain('order\\u001b[2J\\u000d1 at the checkpoint')
    expect(printed).not.toContain('\u001b')
  })
})

describe('rules propose', () => {
  it('says which settings name a text model where there is none', async () => {
    const { exitCode, noted } = await gatehouse('rules', 'propose', 'hold large orders')
    expect(exitCode).not.toBe(0)
    expect(noted).toContain('set `RULE_WRITER_URL` and `RULE_WRITER_MODEL`')
  })
})

it('drift says what was seen last, and looks at once when it is asked to', async () => {
  const before = await gatehouse('drift')
  expect(before).toMatchObject({ exitCode: 0 })
  expect(before.printed).toContain('nobody has looked yet')
  const { exitCode, printed } = await gatehouse('drift', '--now', '--all')
  expect(exitCode).toBe(0)
  expect(printed).toContain('no alert')
  expect(printed).toMatch(/order\.amount +rules/)
  expect((await gatehouse('drift')).printed).toContain('signals are steady')
})

it('prints, draws and drafts the thresholds that would have earned most', async () => {
  const yaml = `name: starter
checkpoints: [order]
scorecard: { base: { start: 100, parts: [] } }
# a comment of the merchant
thresholds: { reject_below: 90, submit_to_processor: 90 }
rules:
  - { id: some, when: order.amount > 700.0, when_unknown: skip, weight: 20 }
  - { id: much, when: order.amount > 800.0, when_unknown: skip, weight: 60 }
`
  const drafted = await call('PUT', '/v1/rulesets/starter/draft', { yaml })
  const version = (drafted as RulesetState).draft!
  await call('POST', '/v1/rulesets/starter/publish', { version, confirm: true })
  const labelled = async (amount: number, label: string) => {
    const order = { amount, currency: 'EUR' }
    const made = await call('POST', '/v1/decisions', { order })
    const { event_id } = made as { event_id: string }
    await call('POST', '/v1/labels', { event_id, label })
  }
  for (let at = 0; at < 25; at++) {
    await labelled(750, 'not_fraud')
    await labelled(850, 'stolen_card')
  }
  const path = join(mkdtempSync(join(tmpdir(), 'gatehouse-')), 'thresholds')
  const args = ['starter', '--maturity-days', '0', '--review-share', '20%']
  const files = ['--svg', `${path}.svg`, '--json', `${path}.json`]
  const shown = await gatehouse('thresholds', ...args, ...files, '--draft')
  expect(shown.exitCode).toBe(0)
  expect(shown.printed).toMatch(/decline below +90 +[\d.]+\n/)
  expect(shown.printed).toContain('The best ones are worth moving to')
  expect(shown.printed).toMatch(/T today 90 +B best/)
  const svg = readFileSync(`${path}.svg`, 'utf8')
  expect(svg).toContain('today 90')
  expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  const answer = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as ThresholdAnswer
  const { best } = answer
  expect(best.thresholds.reject_below).toBeGreaterThan(20)
  expect(best.thresholds.reject_below).toBeLessThanOrEqual(80)

  const written = (await call(
    'GET',
    `/v1/rulesets/starter/versions/${version + 1}`,
  )) as RulesetDocument
  expect(written.version.state).toBe('draft')
  expect(written.ruleset.thresholds).toEqual(best.thresholds)
  expect(written.yaml).toContain('# a comment of the merchant')
  expect(shown.printed).toContain(`the draft \`starter@${version + 1}\``)
  const again = await gatehouse('thresholds', ...args, '--draft')
  expect(again).toMatchObject({ exitCode: 1 })
  expect(again.noted).toContain('there is a draft')
})
