/**
 * Letters that are taken for Latin ones. From the prototypes of Unicode's security data
 * (`confusables.txt`, UTS 39, Unicode licence): what phishing uses of Cyrillic, Greek, Armenian and
 * accented Latin. Left to right: what is seen, what it is taken for.
 */
const LOOKS_LIKE: readonly (readonly [letter: string, from: string])[] = [
  ['a', 'àáâãäåāăąǎȧạảấầẩẫậắằẳẵặаɑαạ'],
  ['b', 'ƀɓьЬḃḅвβ'],
  ['c', 'çćĉċčсϲƈȼ'],
  ['d', 'ďđɗԁḋḍժ'],
  ['e', 'èéêëēĕėęěẹẻẽếềểễệеєҽε'],
  ['f', 'ƒḟք'],
  ['g', 'ĝğġģǧɡɢց'],
  ['h', 'ĥħһḥհн'],
  ['i', 'ìíîïĩīĭįıỉịіιɩ'],
  ['j', 'ĵјʝ'],
  ['k', 'ķĸкκƙḳ'],
  ['l', 'ĺļľŀłḷӏⅼɭ|'],
  ['m', 'ṃḿмⅿ'],
  ['n', 'ñńņňŋṇпηռո'],
  ['o', 'òóôõöøōŏőơọỏốồổỗộớờởỡợоοσօ'],
  ['p', 'ρрṗƥ'],
  ['q', 'ԛգզ'],
  ['r', 'ŕŗřṛгɼ'],
  ['s', 'śŝşšșṣѕʂ'],
  ['t', 'ţťŧțṭтτ'],
  ['u', 'ùúûüũūŭůűųưụủứừửữựυսц'],
  ['v', 'νѵṿ'],
  ['w', 'ŵẁẃẅẉωшѡԝ'],
  ['x', 'хχẋ×'],
  ['y', 'ýÿŷỳỵỷỹуүγʏ'],
  ['z', 'źżžẓʐ'],
]

/** Digits and pairs of letters that pass for a letter at a glance. */
const LOOKS_LIKE_ASCII: Readonly<Record<string, string>> = { 0: 'o', 1: 'l', 3: 'e', 5: 's' }

const LATIN: ReadonlyMap<string, string> = new Map(
  LOOKS_LIKE.flatMap(([letter, from]) =>
    Array.from(from, (other): [string, string] => [other, letter]),
  ),
)

/** The text with every letter that passes for a Latin one put back; `text` itself when none does. */
export function skeleton(text: string): string {
  let out = ''
  for (const character of text)
    out += LATIN.get(character) ?? LOOKS_LIKE_ASCII[character] ?? character
  return out.replaceAll('rn', 'm').replaceAll('vv', 'w')
}
