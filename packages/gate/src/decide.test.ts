import { unknownBecause, type Ruleset, type SignalDeclaration } from '@gatehouse/contract'
import type { SignalValue } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { compileRuleset } from './compile-ruleset.ts'
import { decide } from './decide.ts'
import type { Snapshot } from './snapshot.ts'

const declarations: readonly SignalDeclaration[] = [
  { name: 'ip.distance_to_billing_mi', type: 'double', doc: 'Miles.', privacy: 'none' },
  { name: 'order.amount', type: 'double', doc: 'Amount.', privacy: 'none' },
  { name: 'card.cvv', type: 'string', doc: 'CVV.', privacy: 'none' },
  { name: 'payment.has_card', type: 'bool', doc: 'A card.', privacy: 'none' },
  { name: 'list.deny', type: 'bool', doc: 'Denied.', privacy: 'none' },
  { name: 'list.allow', type: 'bool', doc: 'Allowed.', privacy: 'none' },
]

const golden: Ruleset = {
  name: 'cart',
  checkpoints: ['order'],
  scorecard: { base: { start: 100, floor: 50, parts: [] } },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [
    {
      id: 'within_25_miles',
      when: 'ip.distance_to_billing_mi > 25.0',
      when_unknown: 'skip',
      weight: 10,
      reason: 'IP_DISTANCE',
    },
    {
      id: 'within_50_miles',
      when: 'ip.distance_to_billing_mi > 50.0',
      when_unknown: 'skip',
      weight: 10,
      reason: 'IP_DISTANCE',
    },
  ],
}

function snapshotOf(document: Ruleset, mode: Snapshot['mode'] = 'enforce'): Snapshot {
  const compiled = compileRuleset(document, 1, declarations)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  return {
    shopId: 'shop',
    mode,
    declarations,
    ruleset: compiled.ruleset,
    model: null,
    lists: [],
    watched: [],
    listsVersion: '0',
    referenceVersion: 'test',
  }
}

type Values = Partial<Record<string, SignalValue>>

function decideOn(document: Ruleset, values: Values, mode: Snapshot['mode'] = 'enforce') {
  return decide({
    id: 'decision-1',
    eventId: 'event-1',
    checkpoint: 'order',
    snapshot: snapshotOf(document, mode),
    signals: declarations.map(({ name }) => values[name] ?? unknownBecause('not_sent')),
    now: 0,
  })
}

describe('the golden case of the mission', () => {
  it('takes 10 points off when billing is 30 miles away and the rules say 25 and 50 miles', () => {
    const decision = decideOn(golden, { 'ip.distance_to_billing_mi': 30 })
    expect(decision.trust_score).toBe(90)
    expect(decision.risk_score).toBe(10)
    expect(decision.rules).toEqual([
      { id: 'within_25_miles', result: 'hit', points: 10 },
      { id: 'within_50_miles', result: 'no_hit', points: 0 },
    ])
    expect(decision.reasons).toEqual([
      { code: 'IP_DISTANCE', text: expect.any(String), points: 10 },
    ])
    expect(decision.outcome).toBe('approve')
  })

  it('takes nothing off when the distance is unknown, and says so', () => {
    const decision = decideOn(golden, { 'ip.distance_to_billing_mi': unknownBecause('too_coarse') })
    expect(decision.trust_score).toBe(100)
    expect(decision.rules.map(({ result }) => result)).toEqual(['unknown', 'unknown'])
    expect(decision.signals).toEqual({ 'ip.distance_to_billing_mi': { unknown: 'too_coarse' } })
  })
})

describe('a signal that was not sent', () => {
  it('is left out of the decision, because most are, and is unknown to the rules', () => {
    const decision = decideOn(golden, {})
    expect(decision.signals).toEqual({})
    expect(decision.rules.map(({ result }) => result)).toEqual(['unknown', 'unknown'])
  })
})

describe('unknown is never false', () => {
  it('counts a rule that cannot be told when it says `when_unknown: hit`', () => {
    const strict: Ruleset = {
      ...golden,
      rules: [{ ...golden.rules[0]!, when_unknown: 'hit' }],
    }
    const decision = decideOn(strict, {})
    expect(decision.rules).toEqual([{ id: 'within_25_miles', result: 'unknown', points: 10 }])
    expect(decision.trust_score).toBe(90)
  })

  it('lists a rule that fails as an error', () => {
    const failing: Ruleset = {
      ...golden,
      rules: [{ id: 'ratio', when: '1.0 / order.amount > 2.0', when_unknown: 'skip', weight: 5 }],
    }
    const decision = decideOn(failing, { 'order.amount': 0 })
    expect(decision.rules).toEqual([{ id: 'ratio', result: 'error', points: 0 }])
  })
})

describe('the base ranking', () => {
  const based: Ruleset = {
    ...golden,
    scorecard: {
      base: {
        start: 100,
        floor: 50,
        parts: [
          {
            id: 'far',
            when: 'ip.distance_to_billing_mi > 100.0',
            when_unknown: 'skip',
            weight: 40,
          },
          { id: 'dear', when: 'order.amount > 500.0', when_unknown: 'skip', weight: 40 },
        ],
      },
    },
  }

  it('is moved by top-level facts and never falls below its floor', () => {
    expect(decideOn(based, { 'order.amount': 501 }).trust_score).toBe(60)
    const both = decideOn(based, { 'order.amount': 501, 'ip.distance_to_billing_mi': 101 })
    // 100 - 80 would be 20: the floor holds it at 50, then two rules take 10 each.
    expect(both.trust_score).toBe(30)
    expect(both.outcome).toBe('review')
  })

  it('never leaves 0 to 100 however heavy the rules are', () => {
    const heavy: Ruleset = {
      ...golden,
      rules: [1, 2, 3].map((n) => ({
        id: `heavy_${n}`,
        when: 'order.amount > 0.0',
        when_unknown: 'skip' as const,
        weight: 100,
      })),
    }
    expect(decideOn(heavy, { 'order.amount': 1 }).trust_score).toBe(0)
  })
})

describe('lists and hard rules', () => {
  const listed: Ruleset = {
    ...golden,
    rules: [
      { id: 'denied', when: 'list.deny', when_unknown: 'skip', outcome: 'deny_list' },
      { id: 'allowed', when: 'list.allow', when_unknown: 'skip', outcome: 'allow_list' },
      { id: 'cvv', when: 'card.cvv == "mismatch"', when_unknown: 'skip', outcome: 'decline' },
    ],
  }

  it('declines when the deny list hits, even for somebody on the allow list', () => {
    expect(decideOn(listed, { 'list.deny': true, 'list.allow': true }).outcome).toBe('decline')
  })

  it('approves somebody on the allow list in spite of a CVV mismatch', () => {
    expect(decideOn(listed, { 'list.allow': true, 'card.cvv': 'mismatch' }).outcome).toBe('approve')
  })

  it('declines a CVV mismatch and leaves an unsupported CVV alone', () => {
    expect(decideOn(listed, { 'card.cvv': 'mismatch' }).outcome).toBe('decline')
    expect(decideOn(listed, { 'card.cvv': unknownBecause('not_supported') }).outcome).toBe(
      'approve',
    )
  })
})

describe('policies', () => {
  const flow: Ruleset = {
    ...golden,
    rules: [
      { id: 'far', when: 'ip.distance_to_billing_mi > 100.0', when_unknown: 'skip', weight: 40 },
    ],
    policy: [
      {
        id: 'medium_over_500',
        when: 'decision.risk_level == "medium" && order.amount > 500.0',
        when_unknown: 'skip',
        outcome: 'review',
        actions: [{ kind: 'hold' }, { kind: 'notify', target: 'slack' }],
        text: 'medium risk and more than 500',
      },
    ],
    actions: { approve: [{ kind: 'capture' }] },
  }
  const far = { 'ip.distance_to_billing_mi': 500 }

  it('holds a medium risk over 500 and notifies', () => {
    const decision = decideOn(flow, { ...far, 'order.amount': 501 })
    expect(decision).toMatchObject({ risk_level: 'medium', outcome: 'review' })
    expect(decision.actions.map(({ kind }) => kind)).toEqual(['hold', 'notify'])
    expect(decision.rules.at(-1)).toEqual({ id: 'medium_over_500', result: 'hit', points: 0 })
  })

  it('leave an order of the allow list alone: no review, no hold', () => {
    const trusted: Ruleset = {
      ...flow,
      rules: [
        ...flow.rules,
        { id: 'allowed', when: 'list.allow', when_unknown: 'skip', outcome: 'allow_list' },
      ],
    }
    const decision = decideOn(trusted, { ...far, 'order.amount': 501, 'list.allow': true })
    expect(decision.outcome).toBe('approve')
    expect(decision.actions).toEqual([{ kind: 'capture' }])
    expect(decision.reasons.map(({ code }) => code)).not.toContain('POLICY')
  })

  it('captures a medium risk up to 500', () => {
    const decision = decideOn(flow, { ...far, 'order.amount': 500 })
    expect(decision).toMatchObject({ risk_level: 'medium', outcome: 'approve' })
    expect(decision.actions).toEqual([{ kind: 'capture' }])
  })
})

describe('an order of the allow list', () => {
  it('is asked for nothing by rules that it stands above; somebody may be told', () => {
    const asking: Ruleset = {
      ...golden,
      rules: [
        {
          id: 'allowed',
          when: 'list.allow',
          when_unknown: 'skip',
          outcome: 'allow_list',
          actions: [{ kind: 'notify', target: 'sales' }],
        },
        {
          id: 'rate',
          when: 'order.amount > 10.0',
          when_unknown: 'skip',
          outcome: 'decline',
          actions: [{ kind: 'block_account' }, { kind: 'notify', target: 'fraud-team' }],
        },
      ],
      actions: { approve: [{ kind: 'capture' }] },
    }
    const trusted = decideOn(asking, { 'order.amount': 11, 'list.allow': true })
    expect(trusted).toMatchObject({ outcome: 'approve' })
    expect(trusted.actions).toEqual([
      { kind: 'capture' },
      { kind: 'notify', target: 'sales', reason: 'allowed' },
      { kind: 'notify', target: 'fraud-team', reason: 'rate' },
    ])
    const other = decideOn(asking, { 'order.amount': 11, 'list.allow': false })
    expect(other.actions.map(({ kind }) => kind)).toEqual(['block_account', 'notify'])
  })
})

describe('a payment without a card', () => {
  const flow: Ruleset = {
    ...golden,
    rules: [
      {
        id: 'dear',
        when: 'order.amount > 100.0',
        when_unknown: 'skip',
        outcome: 'review',
        actions: [{ kind: 'request_3ds' }],
      },
    ],
    actions: { approve: [{ kind: 'capture' }], review: [{ kind: 'hold' }] },
  }
  const kindsOf = (amount: number, hasCard: SignalValue) =>
    decideOn(flow, { 'order.amount': amount, 'payment.has_card': hasCard }).actions.map(
      ({ kind }) => kind,
    )

  it('is never asked to be captured or authenticated, and goes on otherwise', () => {
    expect(kindsOf(50, false)).toEqual([])
    expect(kindsOf(500, false)).toEqual(['hold'])
  })

  it('is one only where somebody says so', () => {
    expect(kindsOf(50, true)).toEqual(['capture'])
    expect(kindsOf(500, true)).toEqual(['hold', 'request_3ds'])
    expect(kindsOf(50, unknownBecause('not_sent'))).toEqual(['capture'])
  })
})

describe('observe-only mode', () => {
  it('decides as ever, answers approve and asks for nothing', () => {
    const harsh: Ruleset = {
      ...golden,
      rules: [{ id: 'all', when: 'order.amount > 0.0', when_unknown: 'skip', outcome: 'decline' }],
      actions: { decline: [{ kind: 'void' }] },
      messages: { decline: { en: 'There is a problem with your order.' } },
    }
    const decision = decideOn(harsh, { 'order.amount': 1 }, 'observe')
    expect(decision).toMatchObject({
      mode: 'observe',
      outcome: 'approve',
      would_be_outcome: 'decline',
      actions: [],
      message: '',
    })
  })
})

describe('the same input', () => {
  it('gives the same bytes', () => {
    const values = { 'ip.distance_to_billing_mi': 30, 'order.amount': 12.5 }
    expect(JSON.stringify(decideOn(golden, values))).toBe(JSON.stringify(decideOn(golden, values)))
  })
})

describe('a ruleset that cannot be published', () => {
  it('names the rule, the line, the column and the nearest name', () => {
    const result = compileRuleset(
      { ...golden, rules: [{ ...golden.rules[0]!, when: 'ip.distance_to_biling_mi > 25.0' }] },
      1,
      declarations,
    )
    expect(result.ok).toBe(false)
    if (result.ok) return
    expect(result.issues[0]).toMatchObject({
      pointer: '/rules/0/when',
      rule: 'within_25_miles',
      code: 'unknown_name',
      line: 1,
      column: 1,
    })
    expect(result.issues[0]!.message).toContain('ip.distance_to_billing_mi')
    expect(result.issues[0]!.snippet).toContain('^^^^')
  })

  it('is refused when an id is used twice or thresholds are crossed', () => {
    const result = compileRuleset(
      {
        ...golden,
        rules: [golden.rules[0]!, golden.rules[0]!],
        thresholds: { reject_below: 60, submit_to_processor: 50 },
      },
      1,
      declarations,
    )
    expect(result.ok).toBe(false)
    if (result.ok) return
    expect(result.issues.map(({ code }) => code)).toEqual(['duplicate_id', 'crossed_thresholds'])
  })
})
