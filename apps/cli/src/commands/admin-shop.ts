import type { ListKind } from '@gatehouse/contract'
import type { Store } from '@gatehouse/store'
import { CliError } from '../cli-error.ts'
import type { Command, Input, OptionTable } from '../command.ts'
import { iso, noShop, onStore, operator, WHERE } from '../on-store.ts'
import { settingOptions } from '../shops/setting-options.ts'
import { shownChanges, shownSettings } from '../shops/shown-settings.ts'
import { textTable } from '../text-table.ts'

/** Changes that `show` prints; `--json` has all. */
const CHANGES_SHOWN_MAX = 20
const NOTE_LENGTH_MAX = 1000

const noteOption = { note: { value: 'TEXT', doc: 'why, for the records' } } as const
const jsonOption = { json: { doc: 'print JSON' } } as const

export const adminShopListCommand: Command = {
  name: 'admin shop list',
  operands: [],
  summary: 'list the shops and how each is set',
  details: `Prints every shop with its mode, privacy, currency and home country. ${WHERE}`,
  options: jsonOption,
  async run(input, terminal) {
    const { settingsOf } = await import('@gatehouse/server')
    const shops = (await onStore(terminal, (store) => store.shops.all())).map((shop) => ({
      shop_id: shop.shopId,
      parent_shop_id: shop.parentShopId,
      version: shop.revision,
      settings: settingsOf(shop.settings),
    }))
    if (input.flag('json')) terminal.print(JSON.stringify(shops, null, 2))
    else {
      const head = ['shop', 'mode', 'privacy', 'currency', 'home', 'version']
      const rows = shops.map(({ shop_id: id, version, settings }) => [
        id,
        settings.mode,
        settings.privacy,
        settings.currency,
        settings.home_country ?? '',
        String(version),
      ])
      terminal.print(textTable([head, ...rows]))
    }
    return 0
  },
}

export const adminShopShowCommand: Command = {
  name: 'admin shop show',
  operands: ['ID'],
  summary: 'show the settings of a shop, and who changed them',
  details: `Prints the settings in force and the last ${CHANGES_SHOWN_MAX} changes: what, when, who, why. ${WHERE}`,
  options: jsonOption,
  async run(input, terminal) {
    const shopId = input.positionals[0]!
    const { settingsOf } = await import('@gatehouse/server')
    const { shop, history } = await onStore(terminal, async ({ shops }) => ({
      shop: await shops.find(shopId),
      history: await shops.history(shopId),
    }))
    if (shop === undefined) throw noShop(shopId)
    const versions = history.map((version) => ({
      version: version.revision,
      updated_at: iso(version.changedAtMs),
      author: version.author,
      note: version.note,
      settings: settingsOf(version.settings),
    }))
    const settings = settingsOf(shop.settings)
    if (input.flag('json')) {
      const { parentShopId: parent, revision: version } = shop
      const shown = { shop_id: shopId, parent_shop_id: parent, version, settings, versions }
      terminal.print(JSON.stringify(shown, null, 2))
      return 0
    }
    const parent = shop.parentShopId === null ? '' : `, a sub-shop of \`${shop.parentShopId}\``
    terminal.print(`shop \`${shopId}\`${parent}, version ${shop.revision} of its settings`)
    terminal.print(textTable(shownSettings(settings)))
    const rows = versions.slice(0, CHANGES_SHOWN_MAX).map((version, index) => {
      const before = versions[index + 1]
      const changes =
        before === undefined ? ['made'] : shownChanges(before.settings, version.settings)
      return [version.updated_at, version.author, changes.join(', '), version.note]
    })
    terminal.print(`\nchanges, newest first\n${textTable(rows)}`)
    return 0
  },
}

export const adminShopSetCommand: Command = {
  name: 'admin shop set',
  operands: ['ID'],
  summary: 'change the settings of a shop',
  details: `What is left out stays as it is. A change holds for what arrives later: \`--privacy minimal\` does not
remove what was kept before. ${WHERE}`,
  options: { ...settingOptions, ...noteOption },
  async run(input, terminal) {
    const shopId = input.positionals[0]!
    if (!Object.keys(settingOptions).some((option) => input.flag(option))) {
      const ways = Object.keys(settingOptions).map((option) => `\`--${option}\``)
      throw new CliError('usage', `nothing to change: give ${ways.join(', ')}`)
    }
    const note = noteOf(input)
    const { settingsOf } = await import('@gatehouse/server')
    const { settingsGiven } = await import('../shops/given-settings.ts')
    const { shopCatalogue } = await import('../rulesets/shop-catalogue.ts')
    const changes = await onStore(terminal, async ({ shops, lists }) => {
      const shop = await shops.find(shopId)
      if (shop === undefined) throw noShop(shopId)
      const before = settingsOf(shop.settings)
      const named = (await lists.all(shopId)).map(({ name, type }) => ({
        name,
        kind: type as ListKind,
      }))
      const { declarations } = shopCatalogue([], named)
      const settings = settingsGiven(before, input, declarations)
      const { revision } = shop
      await shops.change({ shopId, settings, revision, author: operator(), note })
      return shownChanges(before, settings)
    })
    terminal.print(changes.length === 0 ? 'nothing differs from before' : changes.join('\n'))
    return 0
  },
}

export const adminShopCreateCommand: Command = {
  name: 'admin shop create',
  operands: ['ID'],
  summary: 'make a shop, with its settings from the start',
  details: `Makes a shop with the lists and rulesets that every new shop starts with. Settings that are left out
are those of a shop that the first order makes. ${WHERE}`,
  options: {
    ...settingOptions,
    ...noteOption,
    parent: { value: 'S', doc: 'the shop whose keys may speak for this one' },
  } satisfies OptionTable,
  async run(input, terminal) {
    const shopId = input.positionals[0]!
    const parentShopId = input.text('parent') ?? null
    const note = noteOf(input)
    const { makeShop, readStarters, settingsOf } = await import('@gatehouse/server')
    const { settingsGiven } = await import('../shops/given-settings.ts')
    const { shopCatalogue } = await import('../rulesets/shop-catalogue.ts')
    const starters = readStarters()
    const { declarations } = shopCatalogue([], starters.lists)
    const settings = settingsGiven(settingsOf({}), input, declarations)
    await onStore(terminal, async (store) => {
      if ((await store.shops.find(shopId)) !== undefined) {
        throw new CliError('invalid', `there is a shop \`${shopId}\` already`)
      }
      await refuseParent(parentShopId, store)
      const shop = { shopId, parentShopId, settings, author: operator(), note }
      await makeShop(store, starters, shop)
    })
    terminal.print(`made the shop \`${shopId}\``)
    terminal.print(textTable(shownSettings(settings)))
    return 0
  },
}

/** Keys speak one level down, so a sub-shop's sub-shop would have a parent that cannot speak for it. */
async function refuseParent(parent: string | null, { shops }: Pick<Store, 'shops'>): Promise<void> {
  if (parent === null) return
  const found = await shops.find(parent)
  if (found === undefined) throw noShop(parent)
  if (found.parentShopId === null) return
  throw new CliError(
    'invalid',
    `\`${parent}\` is a sub-shop of \`${found.parentShopId}\`: name that one as the parent`,
  )
}

function noteOf(input: Input): string {
  const note = input.text('note') ?? ''
  if (note.length <= NOTE_LENGTH_MAX) return note
  throw new CliError('usage', `\`--note\` may have ${NOTE_LENGTH_MAX} characters`)
}
