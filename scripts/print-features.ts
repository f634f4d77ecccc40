import { readFileSync } from 'node:fs'
import { GROUPS, parseFeatures, type Feature } from './features.ts'

const { features } = parseFeatures(
  readFileSync(new URL('../spec/features.yaml', import.meta.url), 'utf8'),
)

function row(name: string, of: readonly Feature[]): string {
  const count = (state: Feature['state']): string =>
    String(of.filter((feature) => feature.state === state).length).padStart(8)
  return `${name.padEnd(44)}${count('yes')}${count('partial')}${count('no')}`
}

console.log(`${''.padEnd(44)}     yes partial      no`)
for (const [letter, [name]] of Object.entries(GROUPS)) {
  const group = features.filter(({ id }) => id.startsWith(letter))
  console.log(row(`${letter}  ${name}`, group))
}
console.log(row('all', features))
