import {
  memberNamed,
  onCircle,
  readPublicKey,
  secretOf,
  told,
  WHERE,
  writePublicKey,
} from '../circles/on-circles.ts'
import { CliError } from '../cli-error.ts'
import type { Command, OptionTable } from '../command.ts'
import { iso, noShop, onStore, operator, required } from '../on-store.ts'
import { textTable, type Cell } from '../text-table.ts'

const NAME = /^[a-z][a-z0-9-]{0,62}$/
const SHOP = 'default'
const shopOption: OptionTable = { shop: { value: 'S', doc: `the shop (${SHOP})` } }

const circleCreateCommand: Command = {
  name: 'circle create',
  operands: ['NAME'],
  summary: 'make a sharing circle, or enter one that another installation has made',
  details: `Prints the key of the circle, which every installation in it needs and nobody else may have: whoever has it
can try whether somebody is on the list. ${WHERE}`,
  options: { 'key-file': { value: 'FILE', doc: 'the key that another operator gave; a new one' } },
  async run(input, terminal) {
    const name = input.positionals[0]!
    if (!NAME.test(name)) {
      throw new CliError('usage', 'a circle has a name of small letters, digits and dashes')
    }
    const given = secretOf(input, 'key-file')
    const key = await onStore(terminal, ({ circles }) =>
      told(() => circles.create(name, given, operator())),
    )
    terminal.print(given === undefined ? key : `entered the circle \`${name}\``)
    if (given === undefined) {
      terminal.note('this is the key of the circle: hand it to its members over a safe way only')
    }
    return 0
  },
}

const circleKeyCommand: Command = {
  name: 'circle key',
  operands: ['NAME'],
  summary: 'print the key of a circle, to hand it to another operator',
  details: WHERE,
  options: {},
  async run(input, terminal) {
    const name = input.positionals[0]!
    terminal.print((await onCircle(name, terminal, ({ circles }) => circles.exportKey(name))) ?? '')
    return 0
  },
}

const circleListCommand: Command = {
  name: 'circle ls',
  operands: [],
  summary: 'list the sharing circles',
  details: WHERE,
  options: {},
  async run(_input, terminal) {
    const rows = await onStore(terminal, async ({ circles }) => {
      const members = await circles.members(null)
      return (await circles.all()).map(({ name }): Cell[] => {
        const own = members.filter(({ circle }) => circle === name)
        const { length: shops } = own.filter(({ shopId }) => shopId !== null)
        return [name, `${shops}`, `${own.length}`]
      })
    })
    terminal.print(textTable([['circle', 'own shops', 'members'], ...rows]))
    return 0
  },
}

const circleShowCommand: Command = {
  name: 'circle show',
  operands: ['NAME'],
  summary: 'show who is in a circle and how far what they say has come',
  details: WHERE,
  options: {},
  async run(input, terminal) {
    const name = input.positionals[0]!
    const members = await onCircle(name, terminal, ({ circles }) => circles.members(name))
    const rows = members.map((each): Cell[] => [
      each.member,
      each.title,
      each.owner,
      each.shopId === null ? (each.url ?? 'by files') : `own shop ${each.shopId}`,
      `${each.seq}`,
      each.isMuted
        ? 'muted'
        : (each.problem ?? (each.pulledAtMs === null ? '' : iso(each.pulledAtMs))),
    ])
    const head = ['member', 'title', 'owner', 'where', 'change', 'state']
    terminal.print(textTable([head, ...rows]))
    return 0
  },
}

const circleShareCommand: Command = {
  name: 'circle share',
  operands: ['NAME'],
  summary: 'take a shop of this installation into a circle, or change what it tells',
  details: `Of the lists that are named, what is added from now on is told, as tokens under the key of the circle;
what is on them already is kept as tokens that only the shop itself knows, and is told once it is added
again. Of lists that were named before and are not now nothing is said any more. Prints the public key
by which other installations take the shop in. ${WHERE}`,
  options: {
    ...shopOption,
    list: { value: 'LIST', doc: 'a deny list whose items are told', multiple: true },
    labels: { doc: 'who was in orders that are labelled as fraud is told too' },
    history: {
      doc: 'what became of orders is counted with the other shops here, and theirs with it',
    },
    owner: { value: 'NAME', doc: 'members of one owner are one voice (the shop, or its parent)' },
  },
  async run(input, terminal) {
    const name = input.positionals[0]!
    const shopId = input.text('shop') ?? SHOP
    const lists = input.texts('list')
    const key = await onCircle(name, terminal, async ({ circles, shops, lists: all }) => {
      const shop = await shops.find(shopId)
      if (shop === undefined) throw noShop(shopId)
      for (const list of lists) await refuseUnsharable(await all.find(shopId, list), list)
      const { publicKey } = circles.signer(name, shopId)
      const member = {
        title: shopId,
        owner: input.text('owner') ?? shop.parentShopId ?? shopId,
        shopId,
        lists,
        sharesLabels: input.flag('labels'),
        sharesHistory: input.flag('history'),
        url: null,
        apiKey: null,
      }
      await circles.put(name, publicKey, member, operator())
      return writePublicKey(publicKey)
    })
    terminal.print(key)
    return 0
  },
}

const SHARED_KINDS = ['email', 'phone', 'card', 'device', 'address', 'ip']

async function refuseUnsharable(
  list: { readonly type: string; readonly standing: string } | undefined,
  name: string,
): Promise<void> {
  if (list === undefined) throw new CliError('invalid', `the shop has no list \`${name}\``)
  if (list.standing !== 'deny') {
    throw new CliError('invalid', `\`${name}\` is no deny list: only these are told`)
  }
  if (SHARED_KINDS.includes(list.type)) return
  throw new CliError(
    'invalid',
    `\`${name}\` is a list of kind ${list.type}: only ${SHARED_KINDS.join(', ')} are told`,
  )
}

const circleMemberCommand: Command = {
  name: 'circle member',
  operands: ['NAME', 'PUBLIC_KEY'],
  summary: 'take a shop of another installation into a circle',
  details: `PUBLIC_KEY is what \`gatehouse circle share\` printed there. With \`--url\` it is asked every five minutes, with a
key of that shop that has the scope \`circle\` and no other. ${WHERE}`,
  options: {
    title: { value: 'TEXT', doc: 'what to call it here (required)' },
    url: { value: 'URL', doc: 'where its Gatehouse is reached; by files when absent' },
    'api-key-file': { value: 'FILE', doc: 'the key for its feed' },
    owner: { value: 'NAME', doc: 'members of one owner are one voice (the title)' },
  },
  async run(input, terminal) {
    const [name, key] = input.positionals as [string, string]
    const publicKey = readPublicKey(key)
    const title = required(input, 'title')
    const url = input.text('url') ?? null
    if (url !== null && !isWebUrl(url)) {
      throw new CliError(
        'usage',
        '`--url` must be `https://...`, or `http://...` in the own network',
      )
    }
    const apiKey = secretOf(input, 'api-key-file') ?? null
    await onCircle(name, terminal, async ({ circles, jobs }) => {
      const known = (await circles.members(name)).find(({ publicKey: other }) =>
        Buffer.from(other).equals(publicKey),
      )
      if (known?.shopId != null)
        throw new CliError('invalid', 'that is a shop of this installation')
      await circles.put(
        name,
        publicKey,
        {
          title,
          owner: input.text('owner') ?? title,
          shopId: null,
          lists: [],
          sharesLabels: false,
          sharesHistory: false,
          url,
          apiKey,
        },
        operator(),
      )
      const { circleJob } = await import('@gatehouse/server')
      if (url !== null) await jobs.enqueue([circleJob()])
    })
    terminal.print(`\`${title}\` is in the circle \`${name}\``)
    return 0
  },
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

const circleDismissCommand: Command = {
  name: 'circle dismiss',
  operands: ['NAME', 'MEMBER'],
  summary: 'take a member out of a circle, with all that it said',
  details: `MEMBER is its pseudonym, the beginning of it, or its title. ${WHERE}`,
  options: {},
  async run(input, terminal) {
    const [name, named] = input.positionals as [string, string]
    await onCircle(name, terminal, async (store) => {
      const { member } = await memberNamed(store, name, named)
      await store.circles.dismiss(name, member, operator())
    })
    terminal.print(`\`${named}\` is no more in the circle \`${name}\``)
    return 0
  },
}

function muteCommand(isMuted: boolean): Command {
  const word = isMuted ? 'mute' : 'unmute'
  return {
    name: `circle ${word}`,
    operands: ['NAME', 'MEMBER'],
    summary: isMuted ? 'count what a member says no more' : 'count what a member says again',
    details: `MEMBER is its pseudonym, the beginning of it, or its title. ${WHERE}`,
    options: {},
    async run(input, terminal) {
      const [name, named] = input.positionals as [string, string]
      await onCircle(name, terminal, async (store) => {
        const { member } = await memberNamed(store, name, named)
        await store.circles.mute(name, member, isMuted, operator())
      })
      terminal.print(`${word}d \`${named}\``)
      return 0
    },
  }
}

const circleRemoveCommand: Command = {
  name: 'circle remove',
  operands: ['NAME'],
  summary: 'leave a circle with every shop, and forget what was said in it',
  details: `Its log is kept. ${WHERE}`,
  options: {},
  async run(input, terminal) {
    const name = input.positionals[0]!
    await onCircle(name, terminal, ({ circles }) => circles.remove(name, operator()))
    terminal.print(`left the circle \`${name}\``)
    return 0
  },
}

export const circleAdminCommands: readonly Command[] = [
  circleCreateCommand,
  circleKeyCommand,
  circleListCommand,
  circleShowCommand,
  circleShareCommand,
  circleMemberCommand,
  circleDismissCommand,
  muteCommand(true),
  muteCommand(false),
  circleRemoveCommand,
]
