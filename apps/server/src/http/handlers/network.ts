import type { NetworkBlocks, NetworkFormat } from '@gatehouse/contract'
import { blockText } from '@gatehouse/connectors'
import { wantedBlocks, type BlockParts } from '../../network/wanted-blocks.ts'
import { ok, type Handlers } from '../api.ts'

export function networkHandlers(parts: BlockParts): Pick<Handlers, 'getNetworkBlocks'> {
  return {
    async getNetworkBlocks({ shopId, query }) {
      const { format = 'json' } = query as { readonly format?: NetworkFormat }
      const { blocks, refused } = await wantedBlocks(parts, shopId)
      if (format !== 'json') {
        const text = blockText(
          blocks.map(({ range }) => range),
          format,
        )
        return { status: 200, body: text, contentType: 'text/plain; charset=utf-8' }
      }
      const shown: NetworkBlocks = {
        blocks: blocks.map(({ range, list, expiresAtMs }) => ({
          range,
          list,
          expires_at: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
        })),
        refused: [...refused],
      }
      return ok(shown)
    },
  }
}
