import { userInfo } from 'node:os'
import { LIST_KINDS, type ListKind, type Reference } from '@gatehouse/contract'
import type { Share, Tokenise } from '@gatehouse/pipeline'
import type { CountedList, Store } from '@gatehouse/store'
import { CliError } from '../cli-error.ts'
import type { Input, OptionTable, Terminal } from '../command.ts'
import { suggestion } from '../nearest.ts'

const SHOP = 'default'
export const shopOption: OptionTable = { shop: { value: 'S', doc: `the shop (${SHOP})` } }

/** How `--help` of every command about lists ends. */
export const WHERE = `Works on the installation in \`DATA_DIR\` (or of \`DATABASE_URL\`), whether its server runs or not; a
running server goes by a change at once.`

/** The lists of one shop, for a piece of work on the command line. */
export interface ShopLists {
  readonly shopId: string
  readonly lists: Store['lists']
  readonly tokenise: Tokenise
  /** What the shop's sharing circles are told of a list; `undefined`: nothing. */
  readonly shareOf: (list: CountedList, reference: Reference) => Promise<Share | undefined>
  /** @throws CliError `invalid` with the nearest name when there is no such list */
  readonly find: (name: string) => Promise<CountedList>
}

/** The packages behind it take a moment to load: help and usage do not wait for them. */
export async function onLists<Result>(
  input: Input,
  { env }: Terminal,
  work: (shop: ShopLists) => Promise<Result>,
): Promise<Result> {
  const shopId = input.text('shop') ?? SHOP
  const { readConfig, withStore } = await import('@gatehouse/server')
  return withStore(readConfig(env), async ({ shops, lists, personal, circles }) => {
    if ((await shops.find(shopId)) === undefined) throw noShop(shopId)
    return work({
      shopId,
      lists,
      tokenise: (field, value) => personal.token(shopId, field, value),
      async shareOf({ name, type }, reference) {
        const { shareOf } = await import('@gatehouse/pipeline')
        const list = { name, kind: type as ListKind }
        return shareOf(await circles.ofShop(shopId), list, reference, Date.now())
      },
      async find(name) {
        const list = await lists.find(shopId, name)
        if (list !== undefined) return list
        const names = (await lists.all(shopId)).map((known) => known.name)
        const hint =
          suggestion(name, names) ||
          `: \`gatehouse list ls\` shows them, \`gatehouse list create ${NAME.test(name) ? name : 'NAME'} KIND\` makes one`
        throw new CliError('invalid', `the shop \`${shopId}\` has no list \`${name}\`${hint}`)
      },
    })
  })
}

const NAME = /^[a-z][a-z0-9_]{0,63}$/

/** Work that reads values needs the look-up tables. */
export async function withTables<Result>(
  terminal: Terminal,
  work: (reference: Reference) => Promise<Result>,
): Promise<Result> {
  const { openTables } = await import('../open-tables.ts')
  const reference = await openTables(terminal)
  try {
    return await work(reference)
  } finally {
    reference.close()
  }
}

/** Who changes a list, for its log. */
export function author(): string {
  let user = ''
  try {
    user = userInfo().username
  } catch {
    // A container may run as a user whom its system does not know.
  }
  return user === '' ? 'command line' : `command line (${user.slice(0, 64)})`
}

export function listKind(text: string): (typeof LIST_KINDS)[number] {
  const kind = LIST_KINDS.find((known) => known === text)
  if (kind !== undefined) return kind
  const hint = suggestion(text, LIST_KINDS) || `: give one of ${LIST_KINDS.join(', ')}`
  throw new CliError('usage', `there is no kind of list \`${text}\`${hint}`)
}

function noShop(shopId: string): CliError {
  return new CliError(
    'invalid',
    `there is no shop \`${shopId}\`: say which with \`--shop\`; a shop is made by the first order that is sent for it`,
  )
}
