import type { Random } from '../random.ts'

/** What the operator of the reference case put together: a word of the sector and words of trust. */
const SECTOR = ['energy', 'solar', 'power', 'grid', 'petro', 'volt', 'hydro', 'gas', 'oil', 'wind']
const TRUST = ['exchange', 'verified', 'certified', 'network']
const ENDINGS = ['network', 'network', 'exchange', 'online', 'com']
/** The variant: what stands out least. */
const ORDINARY_ENDINGS = ['com', 'com', 'net', 'org']

/** Names as the operator makes them: `solar-exchange-verified.network`. All different. */
export function scamNames(count: number, isOrdinary: boolean, random: Random): string[] {
  const names = new Set<string>()
  while (names.size < count) {
    const first = random.pick(TRUST)
    const second = random.pick(TRUST.filter((word) => word !== first))
    const words = [random.pick(SECTOR), first, ...(random.chance(0.6) ? [second] : [])]
    const ending = random.pick(isOrdinary ? ORDINARY_ENDINGS : ENDINGS)
    names.add(`${words.join(random.chance(0.75) ? '-' : '')}.${ending}`)
  }
  return [...names]
}

const PLACES = [
  'north',
  'harbour',
  'alpine',
  'baltic',
  'river',
  'meadow',
  'valley',
  'coast',
  'hill',
]
const TRADES = ['bakery', 'books', 'bikes', 'garden', 'ceramics', 'coffee', 'tools', 'toys', 'wool']
const ENERGY = ['energy', 'solar', 'power', 'grid', 'wind', 'hydro']
const FIRMS = ['systems', 'services', 'partners', 'works', 'supply', 'exchange', 'network', 'group']
const BENIGN_ENDINGS = ['com', 'com', 'net', 'org', 'de', 'co.uk', 'shop', 'network', 'online']

/** Names of honest sites; those of energy firms use the operator's very words. */
export function benignName(isEnergy: boolean, random: Random): string {
  const words = isEnergy
    ? [random.pick(PLACES), random.pick(ENERGY), random.pick(FIRMS)]
    : [random.pick(PLACES), random.pick(TRADES)]
  const number = random.chance(0.3) ? String(random.below(90) + 10) : ''
  const joint = random.chance(0.5) ? '-' : ''
  return `${words.join(joint)}${number}.${random.pick(BENIGN_ENDINGS)}`
}
