/** A rule from a sentence: whatever a text model answers, what comes out could be published. */
import type { Problem, RuleProposal, RulesetState } from '@gatehouse/contract'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  START_TIMEOUT_MS,
  startFakeTextModel,
  startTestServer,
  type FakeTextModel,
  type TestServer,
} from '../src/index.ts'

const WISH = 'hold orders over 500 euro that go to a freight forwarder'
const RULE = `- id: forwarder_over_500
  when: shipping.names_forwarder && order.amount > 500.0
  when_unknown: skip
  outcome: review
  reason: RESHIPPER_ADDRESS
  text: over 500 and sent to a forwarder
  tests:
    - name: 600 to a forwarder
      signals: { shipping.names_forwarder: true, order.amount: 600 }
      expect: hit
    - name: exactly 500
      signals: { shipping.names_forwarder: true, order.amount: 500 }
      expect: no_hit
`

let model: FakeTextModel
let server: TestServer
beforeAll(async () => {
  model = await startFakeTextModel()
  server = await startTestServer({
    RULE_WRITER_URL: model.url,
    RULE_WRITER_MODEL: 'writer-8b',
    RULE_WRITER_SECRET: 'of-the-operator',
    RULE_WRITER_TIMEOUT_S: '1',
  })
}, START_TIMEOUT_MS)
afterAll(async () => {
  await server?.close()
  await model?.close()
})
afterEach(() => {
  model.fault(null)
  model.requests.length = 0
})

const propose = (text = WISH) => server.post('/v1/rules/propose', { text })

describe('a sentence', () => {
  it('becomes a rule that can be put into a draft and published', async () => {
    model.say(`Here it is:\n\`\`\`yaml\n${RULE}\`\`\`\nIt holds large orders.`)
    const { status, body } = await propose()
    expect(status).toBe(200)
    const { rule, yaml, reads, tests, rounds } = body as RuleProposal
    expect(rule).toMatchObject({ id: 'forwarder_over_500', outcome: 'review' })
    expect(reads).toEqual(['order.amount', 'shipping.names_forwarder'])
    expect([tests, rounds]).toEqual([2, 1])

    const document = [
      'name: proposed',
      'checkpoints: [link]',
      'scorecard: { base: { start: 100, parts: [] } }',
      'thresholds: { reject_below: 30, submit_to_processor: 50 }',
      `rules:\n${yaml}`,
    ].join('\n')
    const draft = await server.put('/v1/rulesets/proposed/draft', { yaml: document })
    const version = (draft.body as RulesetState).draft
    const published = await server.post('/v1/rulesets/proposed/publish', { version })
    expect(published).toMatchObject({ status: 200 })
  })

  it('goes to the model with the signals of the shop, and nothing else of the shop', async () => {
    model.say(RULE)
    await propose()
    const [request] = model.requests
    expect(request).toMatchObject({ authorization: 'Bearer of-the-operator', model: 'writer-8b' })
    const [system, user] = request!.messages
    expect(system!.content).toContain('shipping.names_forwarder bool: ')
    expect(system!.content).toContain('lists.blocked_countries')
    expect(user).toEqual({ role: 'user', content: WISH })
  })
})

describe('a rule that could not go live', () => {
  it.each([
    [
      'an unknown signal',
      RULE.replace('shipping.names_forwarder &&', 'shipping.names_forwardr &&'),
      'did you mean `shipping.names_forwarder`',
    ],
    [
      'another type',
      RULE.replace('order.amount > 500.0', 'order.amount'),
      'needs true or false, and this is a double',
    ],
    [
      'a case that fails',
      RULE.replace('order.amount: 500 }', 'order.amount: 501 }'),
      '`forwarder_over_500: exactly 500`',
    ],
    [
      'no case that does not hit',
      RULE.slice(0, RULE.indexOf('    - name: exactly')),
      '`tests` needs',
    ],
    ['a field that rules do not have', RULE.replace('reason:', 'colour: red\n  reason:'), 'colour'],
    [
      'more than one rule',
      RULE + RULE.replace('forwarder_over_500', 'again'),
      'not one rule alone',
    ],
    ['a policy beside it', `${RULE}policy: []\n`, 'not one rule alone'],
    ['prose', 'I am sorry, I cannot do that.', 'no item of a list'],
  ])('(%s) is given back with the reason, and the next one is taken', async (_what, text, why) => {
    model.say(text, RULE)
    const { status, body } = await propose()
    expect(status).toBe(200)
    expect((body as RuleProposal).rounds).toBe(2)
    const [, again] = model.requests
    expect(again!.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user'])
    expect(again!.messages[3]!.content).toContain(why)
  })

  it('is never answered: after the third try it says what is wrong', async () => {
    model.say(RULE.replace('500.0', '"500"'))
    const { status, body } = await propose()
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'no_proposal' } satisfies Partial<Problem>)
    expect((body as Problem).errors![0]!.message).toContain('^')
    expect(model.requests).toHaveLength(3)
  })
})

describe('a model that fails', () => {
  it.each([
    ['is overloaded', { kind: 'status', status: 529 }, 'status 529'],
    ['is silent', { kind: 'silence' }, 'took too long'],
    ['answers something else', { kind: 'body', body: '<html>' }, 'not JSON'],
    ['answers without a text', { kind: 'body', body: '{"choices":[]}' }, 'no text'],
  ] as const)('(%s) is named, and nothing is proposed', async (_what, fault, why) => {
    model.fault(fault)
    const { status, body } = await propose()
    expect(status).toBe(502)
    expect((body as Problem).code).toBe('text_model_failed')
    expect((body as Problem).detail).toContain(why)
  })

  it('is waited for by four at a time, three of a shop; who comes then is told when to come again', async () => {
    const shop = 'another'
    await server.post('/v1/facts', { ip_address: '81.2.69.160' }, { shop })
    model.fault({ kind: 'silence' })
    const asked = model.requests.length
    const waiting = Array.from({ length: 3 }, () => propose())
    await expect.poll(() => model.requests.length - asked).toBe(3)
    const { status, headers } = await propose()
    expect(status).toBe(429)
    expect(headers.get('retry-after')).toBe('10')
    const elsewhere = { text: WISH }
    waiting.push(server.post('/v1/rules/propose', elsewhere, { shop }))
    await expect.poll(() => model.requests.length - asked).toBe(4)
    expect(await server.post('/v1/rules/propose', elsewhere, { shop })).toMatchObject({
      status: 429,
    })
    expect((await Promise.all(waiting)).map((answer) => answer.status)).toEqual([
      502, 502, 502, 502,
    ])
  })
})
