/** Sites that makers of browsers are told of. */
import { openConfiguredDoor } from '@gatehouse/egress'
import { startFakeWebRisk, WEB_RISK, type FakeWebRisk } from '@gatehouse/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWebRiskSubmissions, type SubmissionPort } from '../src/index.ts'

let fake: FakeWebRisk
beforeAll(async () => {
  fake = await startFakeWebRisk()
})
afterAll(() => fake.close())

function portWith(token = WEB_RISK.token, origin = fake.api): SubmissionPort {
  return openWebRiskSubmissions(openConfiguredDoor({ origins: [origin] }), {
    api: fake.api,
    project: WEB_RISK.project,
    token: async () => token,
  })
}

const SITE = { url: 'https://fake-energy.example/checkout' }

describe('a submission to Web Risk', () => {
  it('tells the address of the site and nothing else', async () => {
    expect(await portWith().submit(SITE)).toEqual({ reference: null })
    expect(fake.submitted).toEqual([SITE.url])
  })

  it.each([
    [401, 'refused'],
    [403, 'refused'],
    [429, 'slow_down'],
    [503, 'away'],
  ] as const)('that is answered with %i is %s', async (status, code) => {
    fake.fault(status)
    await expect(portWith().submit(SITE)).rejects.toMatchObject({ code })
    fake.fault(null)
  })

  it('with a wrong token is refused, and goes to no host that was not named', async () => {
    await expect(portWith('other').submit(SITE)).rejects.toMatchObject({ code: 'refused' })
    const elsewhere = portWith(WEB_RISK.token, 'https://elsewhere.example')
    await expect(elsewhere.submit(SITE)).rejects.toMatchObject({ code: 'away' })
    expect(fake.submitted).toEqual([SITE.url])
  })

  it('needs the number of a project', () => {
    const settings = { api: fake.api, project: '../x', token: async () => '' }
    const door = openConfiguredDoor({ origins: [fake.api] })
    expect(() => openWebRiskSubmissions(door, settings)).toThrow(RangeError)
  })
})
