import type { WindowEvent, WindowKey } from '@gatehouse/contract'
import { packWindowEvent } from '@gatehouse/signals'
import { expect, it } from 'vitest'
import { createReportIndex } from './report-index.ts'
import { linkingKeysOf } from './report-keys.ts'

const key = (n: number): WindowKey => ({ hi: n, lo: n * 7 })
const event = (keys: WindowEvent['keys'], shopId = 's'): WindowEvent => ({
  shopId,
  stream: 'order',
  timeMs: 0,
  amountMinor: 0,
  quantity: 0,
  keys,
  items: [],
})
const reportOf = (recordId: string, keys: WindowEvent['keys'], shopId = 's') =>
  [...linkingKeysOf(event(keys, shopId)).values()].map((bytes) => ({ recordId, key: bytes }))
const reports = (n: number, isReported = false) => ({ known: true, fraudReports: n, isReported })

it('finds reports by what orders share, each order once, the order itself never', () => {
  const index = createReportIndex()
  const shared = { card: key(1), email: key(2) }
  index.load('s', [...reportOf('a', shared), ...reportOf('b', { card: key(1) })])
  expect(index.of(event(shared))).toEqual(reports(2))
  expect(index.of(event({ email: key(2), phone: key(9) }))).toEqual(reports(1))
  expect(index.of(event({ card: key(3) }))).toEqual(reports(0))
  expect(index.ofOrder('s', 'a', packWindowEvent(event(shared)))).toEqual(reports(1, true))
  index.load('s', [])
  expect(index.of(event(shared))).toEqual(reports(0))
})

it('an IP address links nobody, and another shop’s keys are others', () => {
  const index = createReportIndex()
  index.load('s', reportOf('a', { card: key(1), ip: key(5) }))
  expect(index.of(event({ ip: key(5) }))).toEqual({ known: false, reason: 'not_sent' })
  expect(index.of(event({ ip: key(5), card: key(2) }))).toEqual(reports(0))
  expect(index.of(event({ card: key(1) }, 'other'))).toEqual(reports(0))
})

it('knows an order that is linked to nothing by itself', () => {
  const index = createReportIndex()
  index.load('s', [{ recordId: 'a', key: Buffer.from('a') }])
  expect(index.ofOrder('s', 'a', null)).toEqual(reports(0, true))
  expect(index.ofOrder('s', 'b', null)).toEqual({ known: false, reason: 'not_sent' })
})

it('learns and unlearns one report as if it had read them all', () => {
  const index = createReportIndex()
  const shared = { card: key(1), email: key(2) }
  const packed = packWindowEvent(event(shared))
  index.add('s', 'a', packed)
  index.add('s', 'a', packed)
  index.add('s', 'b', packWindowEvent(event({ card: key(1) })))
  index.add('s', 'c', packWindowEvent(event({ ip: key(5) })))
  expect(index.of(event(shared))).toEqual(reports(2))
  expect(index.ofOrder('s', 'c', null)).toEqual(reports(0, true))
  const card = packWindowEvent(event({ card: key(1) }))
  const [bytes] = linkingKeysOf(event({ card: key(1) })).values()
  const view = new DataView(bytes!.buffer, bytes!.byteOffset)
  const at = (): unknown => index.lookup('s').at(view.getUint32(0), view.getUint32(4))
  expect(at()).toHaveLength(2)
  index.take('s', 'a')
  index.take('s', 'a')
  expect(at()).toHaveLength(1)
  expect(index.of(event(shared))).toEqual(reports(1))
  expect(index.ofOrder('s', 'b', card)).toEqual(reports(0, true))
  index.take('s', 'b')
  index.take('s', 'c')
  expect(index.of(event(shared))).toEqual(reports(0))
  expect(index.lookup('s').isEmpty).toBe(true)
})
