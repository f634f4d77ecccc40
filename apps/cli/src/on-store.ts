import { userInfo } from 'node:os'
import type { Store } from '@gatehouse/store'
import { CliError } from './cli-error.ts'
import type { Input, Terminal } from './command.ts'

/** Where commands on the store work; part of their help. */
export const WHERE = `Works on the installation in \`DATA_DIR\` (or of \`DATABASE_URL\`), whether its server runs or not; a
running server hears of it at once.`

/** The packages behind it take a moment to load: help and usage do not wait for them. */
export async function onStore<Result>(
  { env }: Terminal,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const { readConfig, withStore } = await import('@gatehouse/server')
  return withStore(readConfig(env), work)
}

export function required(input: Input, option: string): string {
  const value = input.text(option)
  if (value !== undefined) return value
  throw new CliError('usage', `\`--${option}\` is missing: \`--help\` says what it is`)
}

export function noShop(shopId: string): CliError {
  return new CliError(
    'invalid',
    `there is no shop \`${shopId}\`: \`gatehouse admin shop create ${shopId}\` makes it`,
  )
}

/** Who changes something at the command line, for the records. */
export function operator(): string {
  return `command line (${userInfo().username})`
}

export function iso(ms: number): string {
  return new Date(ms).toISOString()
}
