import { describe, expect, it } from 'vitest'
import { HostingList } from './hosting.ts'

describe('the hosting list', () => {
  const list = HostingList.shipped()

  it.each([
    [15169, 'Google LLC'],
    [16509, 'Amazon.com, Inc.'],
    [24940, 'Hetzner Online GmbH'],
    [9009, 'M247 Europe SRL'],
  ])('has AS%i %s by number', (asNumber, name) => {
    expect(list.has(asNumber, name)).toBe(true)
  })

  it.each(['Example Hosting Ltd', 'Some VPS Inc', 'Nice Cloud LLC', 'DATACENTER Luxembourg S.A.'])(
    'has %s by name',
    (name) => {
      expect(list.has(4_200_000_000, name)).toBe(true)
    },
  )

  it.each([
    [7018, 'AT&T Enterprises, LLC'],
    [3320, 'Deutsche Telekom AG'],
    [0, 'Cloud 9 Wireless LLC'],
    [0, 'CHINANET SiChuan Telecom Internet Data Center'],
    [0, 'Tornado Net'],
    [0, 'Nordic Broadband'],
    [0, 'Data Center of Vietnam National University Ho Chi Minh City'],
  ])('does not have AS%i %s', (asNumber, name) => {
    expect(list.has(asNumber, name)).toBe(false)
  })
})
