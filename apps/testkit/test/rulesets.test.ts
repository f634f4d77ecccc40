import type {
  Problem,
  Ruleset,
  RulesetCheck,
  RulesetDocument,
  RulesetState,
} from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

/** A ruleset of one rule, at a checkpoint that the starter pack leaves free. */
function rulesetOf(name: string, about: Partial<Ruleset> = {}): Ruleset {
  return {
    name,
    checkpoints: ['link'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [{ id: 'large', when: 'order.amount > 100.0', when_unknown: 'skip', weight: 60 }],
    ...about,
  }
}

async function draft(ruleset: Ruleset, shop = 'default'): Promise<RulesetState> {
  const answer = await server.put(`/v1/rulesets/${ruleset.name}/draft`, { ruleset }, { shop })
  expect(answer).toMatchObject({ status: 200 })
  return answer.body as RulesetState
}

function publish(name: string, version: number, shop = 'default') {
  return server.post(`/v1/rulesets/${name}/publish`, { version }, { shop })
}

async function check(body: object): Promise<RulesetCheck> {
  const answer = await server.post('/v1/rulesets/check', body)
  expect(answer).toMatchObject({ status: 200 })
  return answer.body as RulesetCheck
}

const YAML = `# Large orders wait.
name: commented
checkpoints: [link]
scorecard: { base: { start: 100, parts: [] } }
thresholds: { reject_below: 30, submit_to_processor: 50 }
rules:
  - id: large
    when: order.amount > 100.0
    when_unknown: skip
    weight: 60
`

describe('a draft', () => {
  it('is kept although its rules are faulty, and replaced by the next one', async () => {
    const faulty = rulesetOf('drafted', {
      rules: [{ id: 'typo', when: 'order.amont > 1.0', when_unknown: 'skip', weight: 1 }],
    })
    const first = await draft(faulty)
    expect(first).toMatchObject({
      name: 'drafted',
      published: null,
      versions: [{ state: 'draft' }],
    })
    const second = await draft(rulesetOf('drafted'))
    expect(second.versions).toHaveLength(1)
    const read = await server.get(`/v1/rulesets/drafted/versions/${second.draft}`)
    expect((read.body as RulesetDocument).ruleset.rules[0]?.id).toBe('large')
  })

  it('keeps the YAML it was written as, comments included', async () => {
    const put = await server.put('/v1/rulesets/commented/draft', { yaml: YAML, note: 'why' })
    const { draft: version } = put.body as RulesetState
    const read = await server.get(`/v1/rulesets/commented/versions/${version}`)
    expect(read).toMatchObject({
      status: 200,
      body: {
        name: 'commented',
        yaml: YAML,
        ruleset: { name: 'commented', rules: [{ id: 'large' }] },
        version: { note: 'why', author: 'bootstrap', state: 'draft' },
      },
    })
    expect(Object.keys((read.body as RulesetDocument).ruleset)).not.toContain('yaml')
  })

  it('is refused under the name of another ruleset', async () => {
    const answer = await server.put('/v1/rulesets/one/draft', { ruleset: rulesetOf('another') })
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'invalid_ruleset', errors: [{ pointer: '/name' }] },
    })
  })

  it('is refused when it is not of the shape of a ruleset, at its line where it is YAML', async () => {
    const ruleset = { ...rulesetOf('misshapen'), thresholds: {} }
    const asJson = await server.put('/v1/rulesets/misshapen/draft', { ruleset })
    expect(asJson).toMatchObject({ status: 422, body: { code: 'invalid_body' } })
    const yaml = YAML.replace('when_unknown: skip', 'when_unknown: never')
    const asYaml = await server.put('/v1/rulesets/commented/draft', { yaml })
    expect(asYaml).toMatchObject({
      status: 422,
      body: {
        code: 'invalid_ruleset',
        errors: [
          {
            pointer: '/rules/0/when_unknown',
            message: expect.stringMatching(/^line 9, column 19: /) as unknown,
          },
        ],
      },
    })
  })
})

describe('publishing', () => {
  it('puts a draft live before it answers', async () => {
    const { draft: version } = await draft(rulesetOf('returns', { checkpoints: ['refund'] }))
    const answer = await publish('returns', version!)
    expect(answer).toMatchObject({
      status: 200,
      body: {
        published: version,
        draft: null,
        versions: [{ state: 'published', version }, { state: 'retired' }],
      },
    })
    const { snapshots } = server.services.shops.runtime('default')!
    expect(snapshots.refund.ruleset.version).toBe(`returns@${version}`)
  })

  it('refuses rules that do not type-check, and shows where and why', async () => {
    const rules = [
      { id: 'fine', when: 'order.amount > 1.0', when_unknown: 'skip' as const, weight: 1 },
      {
        id: 'typo',
        when: 'true &&\n  order.amont > 1.0',
        when_unknown: 'skip' as const,
        weight: 1,
      },
    ]
    const { draft: version } = await draft(rulesetOf('faulty', { rules }))
    const answer = await publish('faulty', version!)
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_ruleset' } })
    const { detail, errors } = answer.body as Problem
    expect(errors).toHaveLength(1)
    expect(errors![0]!.pointer).toBe('/rules/1/when')
    expect(errors![0]!.message).toMatch(
      /^rule `typo`, line 2, column 3: .*`order\.amont`.*`order\.amount`/,
    )
    expect(detail).toContain('\n  order.amont > 1.0\n  ^')
    const state = await server.get('/v1/rulesets/faulty')
    expect(state.body).toMatchObject({ published: null, draft: version })
  })

  it('refuses a ruleset whose cases fail, and names them', async () => {
    const [rule] = rulesetOf('untested').rules
    const tests = [
      { name: 'small', signals: { 'order.amount': 1 }, expect: 'no_hit' as const },
      { name: 'medium', signals: { 'order.amount': 99 }, expect: 'hit' as const },
    ]
    const { draft: version } = await draft(rulesetOf('untested', { rules: [{ ...rule!, tests }] }))
    expect(await publish('untested', version!)).toMatchObject({
      status: 422,
      body: {
        code: 'ruleset_tests_failed',
        errors: [
          {
            pointer: '/rules/0/tests/1',
            message: 'rule `large`, case `medium`: expected `hit`, got `no_hit`',
          },
        ],
      },
    })
  })

  it('refuses a checkpoint at which another ruleset decides', async () => {
    const { draft: version } = await draft(rulesetOf('rival', { checkpoints: ['link', 'order'] }))
    expect(await publish('rival', version!)).toMatchObject({
      status: 422,
      body: {
        code: 'invalid_ruleset',
        errors: [
          { pointer: '/checkpoints/1', message: expect.stringContaining('`starter`') as unknown },
        ],
      },
    })
  })

  it('refuses a list that the shop does not have, and one whose items are tokens', async () => {
    const lists = ['nowhere', 'blocked_emails', 'blocked_countries']
    const { draft: version } = await draft(rulesetOf('listing', { lists }))
    const { body } = await publish('listing', version!)
    expect((body as Problem).errors).toMatchObject([
      { pointer: '/lists/0', message: expect.stringContaining('no list `nowhere`') as unknown },
      { pointer: '/lists/1', message: expect.stringContaining('list.blocked_emails') as unknown },
    ])
  })

  it('refuses a draft that was written over since it was read', async () => {
    const { draft: read } = await draft(rulesetOf('rewritten'))
    const { draft: rewritten } = await draft(rulesetOf('rewritten', { description: 'other' }))
    expect(await publish('rewritten', read!)).toMatchObject({
      status: 409,
      body: {
        code: 'version_conflict',
        detail: expect.stringContaining(`${rewritten}`) as unknown,
      },
    })
    expect(await server.get('/v1/rulesets/rewritten')).toMatchObject({
      body: { published: null, draft: rewritten },
    })
  })

  it('refuses a version that is not the draft', async () => {
    const { draft: version } = await draft(
      rulesetOf('accounts', { checkpoints: ['account', 'link'] }),
    )
    expect(await publish('accounts', version! + 1)).toMatchObject({
      status: 409,
      body: { code: 'version_conflict' },
    })
    expect(await publish('accounts', version!)).toMatchObject({ status: 200 })
    expect(await publish('accounts', version!)).toMatchObject({
      status: 409,
      body: { detail: `version ${version} is live already` },
    })
    expect(await publish('nowhere', 1)).toMatchObject({ status: 404 })
    // Makes room for others at this checkpoint.
    const { draft: moved } = await draft(rulesetOf('accounts', { checkpoints: ['account'] }))
    expect(await publish('accounts', moved!)).toMatchObject({ status: 200 })
  })
})

describe('rolling back', () => {
  const shop = 'rolling'
  const rollBack = (version: number) =>
    server.post('/v1/rulesets/starter/rollback', { version, note: 'too many' }, { shop })
  const outcome = async (amount: number) => {
    const { body } = await server.post('/v1/decisions', orderOf({ amount }), { shop })
    return (body as { outcome: string }).outcome
  }
  const declineAll = (): Ruleset =>
    rulesetOf('starter', {
      checkpoints: ['order'],
      rules: [{ id: 'all', when: 'order.amount > 0.0', when_unknown: 'skip', outcome: 'decline' }],
    })

  it('decides by the earlier version again, as a new one', async () => {
    const { draft: second } = await draft(declineAll(), shop)
    await publish('starter', second!, shop)
    expect(await outcome(20)).toBe('decline')
    const answer = await rollBack(1)
    expect(answer).toMatchObject({
      status: 200,
      body: {
        published: second! + 1,
        versions: [
          { version: second! + 1, state: 'published', note: 'too many' },
          { version: second, state: 'retired' },
          { version: 1, state: 'retired' },
        ],
      },
    })
    expect(await outcome(20)).not.toBe('decline')
  })

  it('is refused to what is live, was never live or never was', async () => {
    const { body } = await server.get('/v1/rulesets/starter', { shop })
    const { published } = body as RulesetState
    expect(await rollBack(published!)).toMatchObject({ status: 409 })
    expect(await rollBack(999)).toMatchObject({ status: 404 })
    const { draft: version } = await draft(declineAll(), shop)
    expect(await rollBack(version!)).toMatchObject({ status: 409 })
  })

  it('is refused to a version that no longer compiles', async () => {
    const named = { name: 'passing', kind: 'string' }
    await server.post('/v1/lists', named, { shop })
    const { draft: first } = await draft(rulesetOf('fading', { lists: ['passing'] }), shop)
    await publish('fading', first!, shop)
    const { draft: second } = await draft(rulesetOf('fading'), shop)
    await publish('fading', second!, shop)
    expect(await server.delete('/v1/lists/passing', { shop })).toMatchObject({ status: 204 })
    const answer = await server.post('/v1/rulesets/fading/rollback', { version: first }, { shop })
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/lists/0' }] } })
  })
})

describe('a check', () => {
  it('says what would be read, runs the cases and stores nothing', async () => {
    const [rule] = rulesetOf('checked').rules
    const tests = [{ name: 'small', signals: { 'order.amount': 1 }, expect: 'no_hit' as const }]
    const ruleset = rulesetOf('checked', { rules: [{ ...rule!, tests }] })
    expect(await check({ ruleset })).toEqual({
      ok: true,
      issues: [],
      tests: { passed: 1, failed: [] },
      reads: ['order.amount'],
    })
    expect(await server.get('/v1/rulesets/checked')).toMatchObject({ status: 404 })
  })

  it('shows a faulty expression in its YAML, however it is folded', async () => {
    const folded = 'when: >-\n      true &&\n      order.amont > 100.0'
    const found = await check({ yaml: YAML.replace('when: order.amount > 100.0', folded) })
    expect(found).toMatchObject({
      ok: false,
      issues: [
        {
          pointer: '/rules/0/when',
          rule: 'large',
          line: 10,
          column: 7,
          snippet: '      order.amont > 100.0\n      ^',
        },
      ],
    })
  })

  it('needs either a document or YAML', async () => {
    for (const body of [{}, { yaml: YAML, ruleset: rulesetOf('both') }]) {
      expect(await server.post('/v1/rulesets/check', body)).toMatchObject({
        status: 422,
        body: { code: 'invalid_body' },
      })
    }
  })

  it('answers the ruleset that is live with what it reads', async () => {
    const { body } = await server.get('/v1/rulesets/starter/versions/1')
    const { ruleset } = body as RulesetDocument
    const found = await check({ ruleset })
    expect(found.issues).toEqual([])
    expect(found.reads).toContain('list.blocked_emails')
  })
})

it('lists rulesets in pages, by name', async () => {
  const shop = 'paging'
  for (const name of ['b', 'a']) await draft(rulesetOf(name), shop)
  const names: string[] = []
  let path = '/v1/rulesets?limit=1'
  for (let page = 0; page < 7; page++) {
    const { body } = await server.get(path, { shop })
    const { items, next_cursor: next } = body as {
      items: RulesetState[]
      next_cursor: string | null
    }
    names.push(...items.map(({ name }) => name))
    path = `/v1/rulesets?limit=1&cursor=${next}`
  }
  expect(names).toEqual(['a', 'accounts', 'b', 'card-testing', 'returns', 'sellers', 'starter'])
  expect(await server.get('/v1/rulesets?cursor=AAAA', { shop })).toMatchObject({
    status: 422,
    body: { code: 'invalid_query' },
  })
})

describe('a diff', () => {
  const shop = 'differing'
  it('shows rule by rule what a draft changes, from what is live unless another is asked for', async () => {
    const { draft: first } = await draft(rulesetOf('moved'), shop)
    expect(await server.get('/v1/rulesets/moved/diff', { shop })).toMatchObject({
      status: 200,
      body: { from: null, to: first, added: [{ section: 'rules', id: 'large' }] },
    })
    await publish('moved', first!, shop)
    const [rule] = rulesetOf('moved').rules
    const rules = [{ ...rule!, when: 'order.amount > 250.0' }]
    const { draft: second } = await draft(rulesetOf('moved', { rules }), shop)
    expect(await server.get('/v1/rulesets/moved/diff', { shop })).toMatchObject({
      status: 200,
      body: {
        name: 'moved',
        from: first,
        to: second,
        is_same: false,
        changed: [{ id: 'large', thresholds: [{ from: 100, to: 250 }] }],
      },
    })
    const back = `/v1/rulesets/moved/diff?from=${second}&to=${first}`
    expect(await server.get(back, { shop })).toMatchObject({
      body: { changed: [{ thresholds: [{ from: 250, to: 100 }] }] },
    })
    expect(await server.get('/v1/rulesets/moved/diff?to=99', { shop })).toMatchObject({
      status: 404,
    })
    expect(await server.get('/v1/rulesets/nowhere/diff', { shop })).toMatchObject({ status: 404 })
  })
})
