import type { Random } from '../random.ts'
import type { Home } from './residents.ts'

/** As people write an address who want a parcel to arrive and a computer not to notice. */
export function spelledHome({ street, number }: Home, random: Random): string {
  const short = street
    .replace(/straße$/u, () =>
      random.pick(['straße', 'str.', 'strasse', 'Strasse', ' Str.', '-Straße']),
    )
    .replace(/Straße$/u, () => random.pick(['Straße', 'Str.', 'Strasse', 'Str']))
  const plain = random.chance(0.3)
    ? short.replaceAll('ü', 'ue').replaceAll('ß', 'ss').replaceAll('Ü', 'Ue')
    : short
  const cased = random.chance(0.2) ? plain.toUpperCase().replaceAll('ß', 'SS') : plain
  const house = random.pick([
    `${number}`,
    `${number}`,
    `Nr. ${number}`,
    `No ${number}`,
    `${number}.`,
  ])
  return random.chance(0.1) ? `${house}, ${cased}` : `${cased} ${house}`
}
