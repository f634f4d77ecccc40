import { SCOPES, type Scope } from '@gatehouse/contract'
import { CliError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { suggestion } from '../nearest.ts'
import { iso, noShop, onStore, operator, required, WHERE } from '../on-store.ts'
import { textTable, type Cell } from '../text-table.ts'

const NAME_LENGTH_MAX = 64
const shopOption = { shop: { value: 'S', doc: 'the shop (required)' } } as const

export const adminKeyCreateCommand: Command = {
  name: 'admin key create',
  operands: [],
  summary: 'make an API key for a shop',
  details: `Prints the key, this once: only a hash of it is kept. ${WHERE}
Scopes: ${SCOPES.join(', ')}; \`admin\` includes all others.`,
  options: {
    ...shopOption,
    name: { value: 'N', doc: 'whose key it is, for the records (required)' },
    scopes: { value: 'LIST', doc: 'what it may do, `decide,read` (required)' },
  },
  async run(input, terminal) {
    const shopId = required(input, 'shop')
    const name = nameOf(required(input, 'name'))
    const scopes = scopesOf(required(input, 'scopes'))
    const made = await onStore(terminal, async ({ shops, apiKeys }) => {
      if ((await shops.find(shopId)) === undefined) throw noShop(shopId)
      return apiKeys.create(shopId, name, scopes, operator())
    })
    terminal.print(made.key)
    terminal.note(`key ${made.keyId} of the shop \`${shopId}\` may: ${scopes.join(', ')}`)
    terminal.note('keep it now: it is not shown again')
    return 0
  },
}

export const adminKeyListCommand: Command = {
  name: 'admin key list',
  operands: [],
  summary: 'list the API keys of a shop, without the keys themselves',
  details: `Prints id, name, scopes and times of every key of the shop, revoked ones too. ${WHERE}`,
  options: shopOption,
  async run(input, terminal) {
    const shopId = required(input, 'shop')
    const keys = await onStore(terminal, async ({ shops, apiKeys }) => {
      if ((await shops.find(shopId)) === undefined) throw noShop(shopId)
      return apiKeys.list(shopId)
    })
    if (keys.length === 0) terminal.print(`the shop \`${shopId}\` has no keys of its own`)
    else {
      const rows = keys.map((key): Cell[] => [
        key.keyId,
        key.name,
        key.scopes.join(','),
        `made ${iso(key.createdAtMs)}`,
        key.revokedAtMs === null ? '' : `revoked ${iso(key.revokedAtMs)}`,
      ])
      terminal.print(textTable(rows))
    }
    return 0
  },
}

export const adminKeyRevokeCommand: Command = {
  name: 'admin key revoke',
  operands: ['ID'],
  summary: 'end an API key of a shop',
  details: `\`gatehouse admin key list\` shows the ids. What is signed with the key is answered 401 from then on.
${WHERE}`,
  options: shopOption,
  async run(input, terminal) {
    const shopId = required(input, 'shop')
    const keyId = input.positionals[0]!
    const isRevoked = await onStore(terminal, ({ apiKeys }) =>
      apiKeys.revoke(shopId, keyId, operator()),
    )
    if (!isRevoked) {
      throw new CliError('invalid', `the shop \`${shopId}\` has no key \`${keyId}\` in use`)
    }
    terminal.print(`revoked ${keyId}`)
    return 0
  },
}

function nameOf(text: string): string {
  if (text.length <= NAME_LENGTH_MAX && /^[^\p{C}]+$/u.test(text)) return text
  throw new CliError('usage', `\`--name\` must have 1 to ${NAME_LENGTH_MAX} visible characters`)
}

function scopesOf(text: string): Scope[] {
  const words = [...new Set(text.split(','))]
  for (const word of words) {
    if (SCOPES.some((scope) => scope === word)) continue
    const hint = suggestion(word, SCOPES) || `: give some of ${SCOPES.join(', ')}`
    throw new CliError('usage', `\`--scopes\`: there is no scope \`${word}\`${hint}`)
  }
  return words as Scope[]
}
