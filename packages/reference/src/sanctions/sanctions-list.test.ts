import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { finish } from '../slices.ts'
import { jaroWinkler, nameScore, nameTokens } from './person-name.ts'
import { readSanctions, SanctionsIndex } from './sanctions-list.ts'

const FOLDER = new URL('../../../../spec/reference/sanctions/', import.meta.url)
const listOf = (name: string, text?: string) =>
  finish(
    readSanctions(
      name,
      text === undefined ? readFileSync(new URL(name, FOLDER)) : Buffer.from(text),
    ),
  )
const all = new SanctionsIndex(
  ['synthetic-sdn.csv', 'synthetic-eu.csv', 'synthetic-opensanctions.csv'].map((name) =>
    listOf(name),
  ),
)
const found = (name: string, country: string | null = null) => {
  const answer = all.lookUp(name, country)
  if (!answer.known) throw new Error(answer.reason)
  return answer
}

/** From what on the packs and the how-to look at a match. */
const HIT = 0.9

describe('a name', () => {
  it.each([
    ['Ignacio Quesada Monteverde', 'ofac:9000004', 1],
    ['QUESADA MONTEVERDE Ignacio', 'ofac:9000004', 1],
    ['Ruslan Timurovich Zharkovsky', 'ofac:9000001', 1],
    ['Руслан Жарковский', 'Q-synthetic-1', 1],
    ['Tarek Ben Ghazali', 'eu:13003', 1],
    ['Mireille Kaboré', 'Q-synthetic-3', 1],
    ['Abdul Rahim al Mukhtari', 'ofac:9000003', HIT],
    ['Tarik Ben Gazali', 'eu:13003', HIT],
    ['Olexandr Vasilenko Dubrovin', 'eu:13001', HIT],
    ['Dr. Ruslan Zharkovskii', 'Q-synthetic-1', HIT],
  ])('%s is that of %s', (name, entry, least) => {
    const answer = found(name)
    expect(answer.entry).toBe(entry)
    expect(answer.score).toBeGreaterThanOrEqual(least)
  })

  it.each([
    'Ruslan Ivanov',
    'Ignacio Quesada',
    'Maria Monteverde',
    'Tarek Ghazali Hassan Omar',
    'Oleksandr Kovalenko',
    'Example Shipping',
    'Mireille Dubois Martin',
    'Yusuf al Rahim',
  ])('%s is nobody of the lists', (name) => {
    expect(found(name).score).toBeLessThan(HIT)
  })

  // A name of three parts of which somebody gives two is worth a look: who bears those two is hit.
  it('of everyday people is hit 4 times in 10,506, where two parts of a listed name meet', () => {
    const hits = EVERYDAY_FIRST.flatMap((first) =>
      EVERYDAY_LAST.map((last) => `${first} ${last}`),
    ).filter((name) => found(name).score >= HIT)
    expect(EVERYDAY_FIRST.length * EVERYDAY_LAST.length).toBe(10_506)
    expect(hits).toEqual([
      'Tarek Ghazali',
      'Ignacio Monteverde',
      'Mireille Dubois',
      'Mireille Kabore',
    ])
  })

  it('of one word, and where no list was supplied, is not looked up', () => {
    expect(all.lookUp('Madonna', null)).toEqual({ known: false, reason: 'malformed_input' })
    expect(new SanctionsIndex([]).lookUp('Ann Smith', null)).toEqual({
      known: false,
      reason: 'not_configured',
    })
  })

  it('says whether the list puts the person in the country', () => {
    expect(found('Mireille Dubois-Kaboré', 'FR').isOfCountry).toBe(true)
    expect(found('Mireille Dubois-Kaboré', 'US').isOfCountry).toBe(false)
    expect(found('Ignacio Quesada Monteverde', 'US').isOfCountry).toBeNull()
  })
})

describe('a list', () => {
  it('that is in no form we know, or breaks off, is refused and the line is named', () => {
    expect(() => listOf('x.csv', 'name\nAnn Smith\n')).toThrow('none of the forms')
    const sdn = readFileSync(new URL('synthetic-sdn.csv', FOLDER), 'utf8')
    expect(() => listOf('x.csv', `${sdn}12,"CUT, Of`)).toThrow('line 5 cannot be read')
    expect(() => listOf('x.csv', sdn.split('\n')[1])).toThrow('names nobody')
  })
})

describe('likeness', () => {
  it('is that of Winkler’s examples', () => {
    expect(jaroWinkler('martha', 'marhta')).toBeCloseTo(0.9611, 4)
    expect(jaroWinkler('dwayne', 'duane')).toBeCloseTo(0.84, 4)
    expect(jaroWinkler('dixon', 'dicksonx')).toBeCloseTo(0.8133, 4)
    expect(jaroWinkler('abc', 'xyz')).toBe(0)
  })

  it('falls with each part that is missing, whichever side', () => {
    const listed = nameTokens('Ivan Ivanovich Petrov')
    expect(nameScore(nameTokens('Petrov, Ivan Ivanovich'), listed)).toBe(1)
    expect(nameScore(nameTokens('Ivan Petrov'), listed)).toBeLessThan(1)
    expect(nameScore(nameTokens('Ivan Sidorov'), listed)).toBeLessThan(0.6)
  })
})

const words = (text: string) => text.trim().split(/\s+/)
const EVERYDAY_FIRST = words(`
  James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard
  Susan Joseph Jessica Thomas Karen Christopher Sarah Hans Anna Peter Ursula Wolfgang Monika Klaus
  Petra Jean Marie Pierre Nathalie Michel Isabelle Giuseppe Maria Antonio Rosa Luigi Francesca Jose
  Carmen Manuel Lucia Jan Agnieszka Piotr Katarzyna Ivan Olga Sergei Natalia Dmitri Tatiana Ruslan
  Mohammed Fatima Ahmed Aisha Ali Khadija Yusuf Tarek Wei Fang Li Min Hiroshi Yuki Kenji Sakura Raj
  Priya Amit Sunita Mehmet Ayse Mustafa Emine Lars Ingrid Erik Astrid Nguyen Linh Kwame Ama Chidi
  Ngozi Ignacio Oleksandr Mireille Carlos Ana Pedro Sofia Joao Ines Mateo Emma Noah Olivia Liam`)
const EVERYDAY_LAST = words(`
  Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez
  Wilson Anderson Thomas Taylor Moore Jackson Martin Mueller Schmidt Schneider Fischer Weber Meyer
  Wagner Becker Schulz Hoffmann Dubois Durand Leroy Moreau Simon Laurent Rossi Russo Ferrari
  Esposito Bianchi Romano Silva Santos Oliveira Souza Nowak Kowalski Wisniewski Ivanov Petrov
  Sidorov Kuznetsov Popov Vasilenko Kovalenko Shevchenko Khan Hussain Ahmed Hassan Ali Omar Rahman
  Ghazali Mukhtar Wang Li Zhang Liu Chen Yang Tanaka Suzuki Sato Takahashi Patel Singh Kumar Sharma
  Yilmaz Kaya Demir Celik Jensen Nielsen Hansen Johansson Andersson Tran Le Pham Mensah Okafor
  Monteverde Quesada Kabore Navarro Torres Ramos Diaz Cruz`)
