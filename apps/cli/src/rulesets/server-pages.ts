import { PAGE_ITEMS_MAX } from '@gatehouse/contract'
import { askServer } from '../ask-server.ts'
import type { Terminal } from '../command.ts'

/** Every item of a list that the server answers in pages. A shop has at most 200 of either. */
export async function everyPage<Item>(
  path: string,
  shop: string | undefined,
  terminal: Terminal,
): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const after: string = cursor === null ? '' : `&cursor=${cursor}`
    const question = {
      method: 'GET',
      path: `${path}?limit=${PAGE_ITEMS_MAX}${after}`,
      shop,
      ...(shop === undefined ? {} : { notFound: `there is no shop \`${shop}\`` }),
    } as const
    const page = (await askServer(question, terminal)) as {
      readonly items: readonly Item[]
      readonly next_cursor: string | null
    }
    items.push(...page.items)
    cursor = page.next_cursor
  } while (cursor !== null)
  return items
}
