import { describe, expect, it } from 'vitest'
import { isThrowAwayName } from './throw-away-name.ts'

describe('the name of a mail domain', () => {
  it.each([
    'tempmail.com',
    'temp-mail.co.uk',
    'my10minutemail.com',
    '30-min-mail.de',
    '24hinbox.com',
    'trashmail.ws',
    'burnermail.cyou',
    'mail-temporaire.fr',
    'emailfake.com',
    'correotemporal.org',
    'throwawaymail.app',
  ])('says that it is thrown away: %s', (name) => {
    expect(isThrowAwayName(name)).toBe(true)
  })

  it.each([
    'gmail.com',
    'mailtemple.xyz',
    'mail2minnesota.com',
    'temperaturemail.com',
    'contempomail.com',
    'junkemailfilter.com',
    'minimail.gq',
    'stampmail.de',
    'hemailbox.com',
    'temp.com',
    'attemptmail.org',
    'mailbox.org',
  ])('says nothing of the kind: %s', (name) => {
    expect(isThrowAwayName(name)).toBe(false)
  })
})
