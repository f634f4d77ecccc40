import { readFileSync } from 'node:fs'
import type { CircleMember, Store } from '@gatehouse/store'
import { CliError } from '../cli-error.ts'
import type { Input, Terminal } from '../command.ts'
import { onStore, WHERE } from '../on-store.ts'
import { suggestion } from '../nearest.ts'

export { WHERE }

const PUBLIC_KEY = /^ghm_([\w-]{43})$/
const PUBLIC_KEY_PREFIX = 'ghm_'

/** What other operators take a shop in by. */
export function writePublicKey(key: Uint8Array): string {
  return `${PUBLIC_KEY_PREFIX}${Buffer.from(key).toString('base64url')}`
}

/** @throws CliError `usage` */
export function readPublicKey(text: string): Buffer {
  const [, key] = PUBLIC_KEY.exec(text) ?? []
  if (key !== undefined) return Buffer.from(key, 'base64url')
  throw new CliError('usage', 'a public key of a member is `ghm_` and 43 characters')
}

/** Work on a circle that is there. */
export async function onCircle<Result>(
  name: string,
  terminal: Terminal,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  return onStore(terminal, async (store) => {
    const names = (await store.circles.all()).map((circle) => circle.name)
    if (names.includes(name)) return told(() => work(store))
    const hint = suggestion(name, names) || `: \`gatehouse circle create ${name}\` makes it`
    throw new CliError('invalid', `there is no circle \`${name}\`${hint}`)
  })
}

/** What the store refuses is told as what was asked wrongly. */
export async function told<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string }
    if (code === 'invalid') throw new CliError('invalid', message)
    throw error
  }
}

/** A member by its pseudonym, its title, or the beginning of its pseudonym. */
export async function memberNamed(
  { circles }: Store,
  circle: string,
  named: string,
): Promise<CircleMember> {
  const members = await circles.members(circle)
  const found = members.filter(({ member, title }) => member === named || title === named)
  if (found.length === 1) return found[0]!
  const begin = members.filter(({ member }) => named.length >= 4 && member.startsWith(named))
  if (begin.length === 1) return begin[0]!
  throw new CliError(
    'invalid',
    `the circle \`${circle}\` has no one member \`${named}\`: \`gatehouse circle show ${circle}\` names them`,
  )
}

/** Secrets come from files: a command line is seen by everybody on the machine. */
export function secretOf(input: Input, option: string): string | undefined {
  const path = input.text(option)
  if (path === undefined) return undefined
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new CliError('file', `\`${path}\` cannot be read: ${(error as Error).message}`)
  }
}
