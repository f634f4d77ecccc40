import { type BodyText, countBodies } from '../body/body-counts.ts'
import { BodyModel } from '../body/body-model.ts'
import type { PersonalValues } from './sealed.ts'

/**
 * How personal values of format 1 were written before they were encrypted: by a model of invented
 * people. What was sealed is read with it for ever: the samples and the way they are counted must
 * not change (a test holds its hash). Nothing is written with it any more.
 */
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1#.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1#.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1#.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 1#_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/1#.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:1#.0) Gecko/20100101 Firefox/1#.0',
]
const NAMES =
  'Maria Anna John Elena David Sofia Lucas Emma Noah Olivia Peter Laura Thomas Julia Daniel Sarah'.split(
    ' ',
  )
const SURNAMES =
  'Brown Schneider Martin Wilson Fischer Bernard Moreau Johansson Kowalski Santos Ferrari Jensen'.split(
    ' ',
  )
const STREETS =
  'Main Street;Station Road;Bahnhofstraße;Rue Victor Hugo;Church Lane;Park Avenue;Via Garibaldi'.split(
    ';',
  )
const CITIES = 'London Paris Berlin Madrid Milano Wien Praha Warszawa Dublin Amsterdam'.split(' ')
const MAIL_HOSTS = 'gmail.com outlook.com yahoo.com icloud.com hotmail.com web.de orange.fr'.split(
  ' ',
)
const PEOPLE = 240

/** Not random: the same people on every machine. */
function person(n: number): PersonalValues {
  const pick = (values: readonly string[], step: number) => values[(n * step) % values.length]!
  const digits = (count: number, step: number) =>
    String((n * step * 7_919 + step * 104_729) % 10 ** count).padStart(count, '0')
  const [name, surname] = [pick(NAMES, 5), pick(SURNAMES, 7)]
  const street = `${1 + ((n * 37) % 190)} ${pick(STREETS, 3)}`
  const agent = pick(AGENTS, 2).replaceAll('#', String(n % 40).padStart(2, '0'))
  const phone = `+${1 + ((n * 11) % 98)} ${digits(9, 13)}`
  const place = (block: string, isOptional: boolean) => ({
    [`${block}.first_name`]: name,
    [`${block}.last_name`]: surname,
    ...(isOptional ? { [`${block}.company`]: `${surname} Ltd` } : {}),
    [`${block}.address`]: street,
    ...(n % 4 === 1 ? { [`${block}.address_2`]: `Flat ${n % 20}` } : {}),
    ...(n % 2 === 0 ? { [`${block}.city`]: pick(CITIES, 5) } : {}),
    [`${block}.postal`]: digits(5, 17),
    [`${block}.phone_number`]: phone,
  })
  return {
    ...(n % 9 === 8 ? {} : { 'device.ip_address': address(n) }),
    ...(n % 2 === 0 ? { 'device.user_agent': agent } : {}),
    ...(n % 7 === 3 ? { 'account.username_md5': digits(32, 19) } : {}),
    'email.address': `${name}.${surname}${n % 90}@${pick(MAIL_HOSTS, 3)}`.toLowerCase(),
    ...place('billing', n % 5 === 2),
    ...(n % 3 === 0 ? {} : place('shipping', n % 5 === 4)),
    ...(n % 6 === 5 ? { 'credit_card.bank_phone_number': phone } : {}),
    ...(n % 2 === 1 ? { 'credit_card.holder_name': `${name} ${surname}` } : {}),
    ...(n % 8 === 6 ? { 'seller.name': `${surname} Shop` } : {}),
    ...(n % 8 === 7
      ? { 'fulfilment.signed_by': name, 'fulfilment.ip_address': address(n + 1) }
      : {}),
    ...(n % 8 === 3 ? { 'change.old_value': phone, 'change.new_value': digits(10, 23) } : {}),
  }
}

function address(n: number): string {
  return [3, 5, 9, 15].map((step) => (n * step * 31 + step) % 256).join('.')
}

/** As text of one byte a character, which is what models learn from. */
function valuesText(values: PersonalValues): BodyText {
  const event = Buffer.from(JSON.stringify(values)).toString('latin1')
  return { event, decision: '', known: [] }
}

export function makeValueCounts() {
  const samples = Array.from({ length: PEOPLE }, (_, n) => valuesText(person(n)))
  const counting = countBodies(samples)
  for (;;) {
    const step = counting.next()
    if (step.done === true) return step.value
  }
}

/** What stands encrypted in a value of format 1. */
export function unpackValues(packed: Uint8Array): PersonalValues {
  const json = Buffer.from(valueModel().decode(packed, []).event, 'latin1').toString('utf8')
  return JSON.parse(json) as PersonalValues
}

let model: BodyModel | undefined

/** Made when it is first needed: some ten milliseconds. */
function valueModel(): BodyModel {
  model ??= new BodyModel(makeValueCounts())
  return model
}
