import { ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import type { ReferenceKeeper } from '../../reference-keeper.ts'

export function referenceHandlers(
  reference: Pick<ReferenceKeeper, 'status' | 'reload'>,
): Pick<Handlers, 'getReference' | 'reloadReference'> {
  return {
    getReference: () => ok(reference.status()),
    async reloadReference({ caller }) {
      // All shops look up in the same data.
      if (caller.shopId !== null) {
        throw new ApiError('forbidden', { detail: 'only the bootstrap key may do this' })
      }
      return ok(await reference.reload())
    },
  }
}
