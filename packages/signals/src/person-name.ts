import type { Billing } from '@gatehouse/contract'
import { folded, latinLetters } from './folded-text.ts'

/** Whether two people bear the same name, the order of its words aside. `null`: one has none. */
export function sameName(a: string | null, b: string | null): boolean | null {
  if (a === null || b === null) return null
  return a === b || sortedWords(a) === sortedWords(b)
}

export function fullName(person: Billing | undefined): string | null {
  const name = `${person?.first_name ?? ''} ${person?.last_name ?? ''}`.trim()
  return name === '' ? null : name
}

/** One spelling of a name, whichever way round it is written: what tells people apart by name. */
export function nameKey(name: string): string {
  return sortedWords(name)
}

function sortedWords(name: string): string {
  return folded(name).split(' ').toSorted().join(' ')
}

/** Shorter name parts (`Li`, `Jo`) occur in any text by chance. */
const NAME_PART_LENGTH_MIN = 3

/**
 * How much of a mailbox name is the person's name: the share of its letters that the family name,
 * the given name and initials of them account for, 0 to 1. `john.smith` and `jsmith` are 1 for
 * John Smith, `smith.garden` is 5/11, `kx9.qw` is 0. `null` when either has no Latin letters.
 */
export function mailboxNameMatch(localPart: string, person: Billing): number | null {
  const mailbox = latinLetters(localPart.split('+', 1)[0]!)
  const { first_name: given = '', last_name: family = '' } = person
  const plain = share(mailbox, latinLetters(given), latinLetters(family))
  if (plain === null || plain === 1 || !UMLAUT.test(`${given}${family}`)) return plain
  const spelledOut = share(mailbox, spellOut(given), spellOut(family))
  return Math.max(plain, spelledOut ?? 0)
}

/** Germans write ü as `u`, or as `ue` where a mailbox allows ASCII only. */
const UMLAUT = /[äöü]/i
const UMLAUTS = /[äöü]/gi
function spellOut(name: string): string {
  return latinLetters(name.normalize('NFC').replace(UMLAUTS, '$&e'))
}

function share(mailbox: string, given: string, family: string): number | null {
  if (mailbox === '' || (given === '' && family === '')) return null
  const withoutFamily = without(mailbox, family)
  const rest = without(withoutFamily, given)
  if (rest === mailbox) return 0
  const familyInitial = withoutFamily === mailbox ? family.slice(0, 1) : ''
  const givenInitial = rest === withoutFamily ? given.slice(0, 1) : ''
  const initials = `${givenInitial}${familyInitial}`
  return rest === '' || rest === initials ? 1 : 1 - rest.length / mailbox.length
}

function without(text: string, part: string): string {
  return part.length < NAME_PART_LENGTH_MIN ? text : text.replace(part, '')
}
