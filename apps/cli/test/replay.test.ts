import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReplayReport } from '../src/replay/report.ts'
import { gatehouse, inTree, type Ran } from './terminal.ts'

const SAMPLE = inTree('examples/orders/sample-orders.csv')
const SAMPLE_MAPPING = inTree('examples/mappings/sample-orders.yaml')
const { about: _about, ...EXPECTED } = JSON.parse(
  readFileSync(inTree('spec/packs/sample-orders.json'), 'utf8'),
) as Record<string, unknown>
/** The first run compiles the look-up tables, which takes half a minute on a slow machine. */
const COMPILE_TIMEOUT_MS = 240_000

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-replay-'))
  await gatehouse('replay', SAMPLE, '--mapping', SAMPLE_MAPPING, '--limit', '1')
}, COMPILE_TIMEOUT_MS)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

async function report(...args: readonly string[]): Promise<{ ran: Ran; report: ReplayReport }> {
  const json = join(folder, 'report.json')
  const ran = await gatehouse('replay', ...args, '--json', json)
  expect([ran.exitCode, ran.exitCode === 0 ? '' : ran.noted]).toEqual([0, ''])
  return { ran, report: JSON.parse(readFileSync(json, 'utf8')) as ReplayReport }
}

/** Everything that does not depend on how fast the machine is. */
function timeless(full: ReplayReport): object {
  const {
    seconds: _a,
    gate_seconds: _b,
    orders_per_second: _c,
    gate_orders_per_second: _d,
    ...rest
  } = full
  return rest
}

describe('replaying the sample history', () => {
  it('gives the same figures on every run, from a plain and a compressed file', async () => {
    const scores = join(folder, 'scores.csv')
    const args = ['--mapping', SAMPLE_MAPPING]
    const plain = await report(SAMPLE, ...args, '--scores', scores)
    const packed = await report(file('sample-orders.csv', gzipSync(readFileSync(SAMPLE))), ...args)
    expect(timeless(packed.report)).toEqual(timeless(plain.report))

    const { decided, bad_rows: badRows, outcomes, measures, rules } = plain.report
    expect([decided, badRows]).toEqual([810, 0])
    expect(measures).toMatchObject({ labelled: 810, fraud: 95 })
    expect({
      outcomes: Object.fromEntries(
        Object.entries(outcomes).map(([outcome, { fraud, good }]) => [outcome, { fraud, good }]),
      ),
      auc: Number(measures!.auc.toFixed(6)),
      average_precision: Number(measures!.averagePrecision.toFixed(6)),
      hits: Object.fromEntries(
        rules.filter(({ hits }) => hits > 0).map(({ id, hits }) => [id, hits]),
      ),
    }).toEqual(EXPECTED)

    const lines = readFileSync(scores, 'utf8').trimEnd().split('\n')
    expect(lines[0]).toBe('row,label,score')
    expect(lines).toHaveLength(811)
    expect(lines[1]).toMatch(/^1,0,\d+(\.\d{1,2})?$/)
    expect(lines.filter((line) => /^\d+,1,/.test(line))).toHaveLength(95)
  })

  it('prints the outcome table, the ranking, the rules and what was unknown', async () => {
    const { ran } = await report(SAMPLE, '--mapping', SAMPLE_MAPPING, '--review-budget', '10%')
    expect(ran.exitCode).toBe(0)
    for (const part of [
      '810 orders decided, 2022-11-07 to 2023-03-06',
      'what was decided, and what the orders turned out to be',
      'recall at 10.0 %',
      'rules that earned most',
      'rules that cost most',
      'signals that were unknown most often',
    ]) {
      expect(ran.printed).toContain(part)
    }
  })

  it('reads no more rows than it is told to', async () => {
    const { report: first } = await report(SAMPLE, '--mapping', SAMPLE_MAPPING, '--limit', '7')
    expect(first).toMatchObject({ rows: 7, decided: 7 })
  })
})

const MAPPING = `
name: small
format: csv
shop: { currency: EUR }
time: { column: time, as: time }
label: { column: fraud, fraud: [yes], good: [no] }
constants: { order.currency: EUR }
fields:
  order.amount: { column: amount, as: decimal }
  device.ip_address: ip
  device.device_id: device
  email.address: email
`
const HEADER = 'time,amount,ip,device,email,fraud\n'
const row = (time: string, rest: string) => `2026-03-01T${time}Z,${rest}\n`

async function small(rows: string, ...args: readonly string[]) {
  const mapping = file('small.yaml', MAPPING)
  const json = join(folder, 'small.json')
  const path = file('small.csv', HEADER + rows)
  const ran = await gatehouse('replay', path, '--mapping', mapping, '--json', json, ...args)
  const body = ran.exitCode === 0 ? (JSON.parse(readFileSync(json, 'utf8')) as ReplayReport) : null
  return { ran, body }
}

describe('a history', () => {
  it('lets each order see those before it, and none after it', async () => {
    const rows = ['10:00:00', '10:01:00', '10:02:00']
      .map((time) => row(time, '10,,d1,,no'))
      .join('')
    const { body } = await small(rows, '--ruleset', file('rules.yaml', COUNTING))
    const hits = Object.fromEntries(body!.rules.map(({ id, hits }) => [id, hits]))
    expect(hits).toEqual({ first: 1, second: 1, third: 1 })
  })

  it('keeps labels away from the gate: turning them over changes no score', async () => {
    const rows = (a: string, b: string) =>
      row('10:00:00', `10,,d1,a@example.com,${a}`) + row('10:01:00', `900,,d1,b@example.com,${b}`)
    const scores = join(folder, 'labels.csv')
    const read = async (a: string, b: string) => {
      await small(rows(a, b), '--scores', scores)
      return readFileSync(scores, 'utf8').replaceAll(/^(\d+),[01],/gm, '$1,')
    }
    expect(await read('yes', 'no')).toBe(await read('no', 'yes'))
  })

  it('reports a label to the gate when its delay is over, and not before', async () => {
    const rows = ['10:00:00', '10:59:59', '11:00:00']
      .map((time) => row(time, '10,,d1,a@example.com,yes'))
      .join('')
    const rules = file('rules.yaml', REPORTED)
    const hits = async (...args: readonly string[]) => {
      const { body } = await small(rows, '--ruleset', rules, ...args)
      return Object.fromEntries(body!.rules.map((rule) => [rule.id, rule.hits]))
    }
    expect(await hits('--label-delay-days', `${1 / 24}`)).toEqual({ linked: 1, email: 1, none: 2 })
    expect(await hits('--label-delay-days', '0')).toEqual({ linked: 2, email: 0, none: 1 })
    // Nobody keeps reports.
    expect(await hits()).toEqual({ linked: 0, email: 0, none: 0 })
  })

  it('counts bad rows and shows the first with number and reason', async () => {
    const { body, ran } = await small(
      row('10:00:00', '10,,d1,,no') +
        row('10:01:00', 'ten,,d1,,no') +
        row('10:02:00', '10,not-an-ip,d1,,no') +
        row('10:03:00', '10,,d1,no') +
        ',10,,d1,,no\n' +
        row('10:04:00', '11,,d1,,maybe'),
    )
    expect(body).toMatchObject({ rows: 6, decided: 2, bad_rows: 4 })
    expect(body!.bad_examples).toEqual([
      { number: 2, reason: 'column `amount`: no number' },
      { number: 3, reason: '`device.ip_address`: must be an IPv4 or IPv6 address' },
      { number: 4, reason: '5 columns where the header has 6' },
      { number: 5, reason: 'the row has no time' },
    ])
    expect(ran.printed).toContain('row 2: column `amount`: no number')
    expect(body!.outcomes.approve).toMatchObject({ good: 1, unlabelled: 1 })
  })

  it('stops at the first bad row when it is strict', async () => {
    const { ran } = await small(row('10:01:00', 'ten,,d1,,no'), '--strict')
    expect(ran).toMatchObject({
      exitCode: 1,
      noted: 'gatehouse: row 1: column `amount`: no number',
    })
  })

  it('must be in the order of time, or be sorted', async () => {
    const rows = row('10:05:00', '10,,d1,,no') + row('10:00:00', '10,,d1,,no')
    const { ran } = await small(rows)
    expect(ran).toMatchObject({
      exitCode: 1,
      noted:
        'gatehouse: row 2 is earlier than the row before it: sort the file by time, or use `--sort`',
    })
    expect((await small(rows, '--sort')).body).toMatchObject({ decided: 2 })
  })

  it('is refused when the mapping names a column that it lacks', async () => {
    const path = file('other.csv', 'time,amuont,ip,device,email,fraud\n')
    const { exitCode, noted } = await gatehouse(
      'replay',
      path,
      '--mapping',
      file('m.yaml', MAPPING),
    )
    expect(exitCode).toBe(1)
    expect(noted).toContain('there is no column `amount`; did you mean `amuont`?')
  })

  it('is refused with every fault of the mapping at its line', async () => {
    const mapping = file(
      'bad.yaml',
      MAPPING.replace('as: decimal', 'as: decimel').replace('  email.address', '  email.adress'),
    )
    const { exitCode, noted } = await gatehouse(
      'replay',
      file('x.csv', HEADER),
      '--mapping',
      mapping,
    )
    expect(exitCode).toBe(1)
    expect(noted).toContain('bad.yaml:9: `fields.order.amount.as`: there is no transform `decimel`')
    expect(noted).toContain('bad.yaml:12: `fields.email.adress`: the order event has no field')
  })

  it('starts with the windows that earlier orders filled, and does not measure them', async () => {
    const before = file('before.csv', HEADER + row('10:00:00', '10,,d1,,yes'))
    const rules = ['--ruleset', file('rules.yaml', COUNTING)]
    const { body } = await small(row('10:01:00', '10,,d1,,no'), '--warm-up', before, ...rules)
    expect(body).toMatchObject({
      rows: 1,
      decided: 1,
      outcomes: { approve: { fraud: 0, good: 1 } },
    })
    expect(body!.rules.find(({ id }) => id === 'second')!.hits).toBe(1)
    const { ran } = await small(row('09:59:00', '10,,d1,,no'), '--warm-up', before)
    expect(ran.noted).toContain('row 1 is earlier than the row before it')
  })

  it('may be empty', async () => {
    const { body } = await small('')
    expect(body).toMatchObject({ rows: 0, decided: 0, from: null, measures: null })
  })
})

const REPORTED = `
name: reported
checkpoints: [order]
scorecard: { base: { start: 100, parts: [] } }
thresholds: { reject_below: 30, submit_to_processor: 50 }
rules:
  - { id: linked, when: linked.fraud_reports >= 1, when_unknown: skip, weight: 1 }
  - { id: email, when: history.fraud_by_email == 1 && history.orders_by_email == 2, when_unknown: skip, weight: 1 }
  - { id: none, when: history.fraud_by_email == 0, when_unknown: skip, weight: 1 }
`

const COUNTING = `
name: counting
checkpoints: [order]
scorecard: { base: { start: 100, parts: [] } }
thresholds: { reject_below: 30, submit_to_processor: 50 }
rules:
  - { id: first, when: velocity.orders_by_device_24h == 0.0, when_unknown: skip, weight: 1 }
  - { id: second, when: velocity.orders_by_device_24h == 1.0, when_unknown: skip, weight: 1 }
  - { id: third, when: velocity.orders_by_device_24h == 2.0, when_unknown: skip, weight: 1 }
`
