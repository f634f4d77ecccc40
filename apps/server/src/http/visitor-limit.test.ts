import { expect, it } from 'vitest'
import { ApiError } from './api-error.ts'
import { networkOf, VisitorLimit } from './visitor-limit.ts'

it('lets a network ask as often as it may in a minute, and says when it may again', () => {
  let nowMs = 0
  const limit = new VisitorLimit(6, () => nowMs)
  for (let each = 0; each < 6; each++) limit.take('192.0.2.1')
  const refused = () => limit.take('192.0.2.1')
  expect(refused).toThrow(ApiError)
  try {
    refused()
  } catch (error) {
    expect(error).toMatchObject({ code: 'too_many_requests', headers: { 'retry-after': '10' } })
  }
  nowMs = 10_000
  limit.take('192.0.2.1')
  expect(refused).toThrow(ApiError)
})

it('counts networks apart', () => {
  const limit = new VisitorLimit(1, () => 0)
  limit.take('192.0.2.1')
  limit.take('192.0.2.2')
  limit.take('2001:db8::1')
  expect(() => limit.take('2001:db8:0:0:ffff::2')).toThrow(ApiError)
  limit.take('2001:db8:0:1::1')
})

it('knows what one household has', () => {
  expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1')
  expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0::/64')
  expect(networkOf('2001:0db8:0001:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
  expect(networkOf('::1')).toBe('0:0:0:0::/64')
})
