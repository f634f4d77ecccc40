import type { OwnDomainDraft } from '@gatehouse/contract'
import { type FeedBook, isPublicSuffix } from '@gatehouse/investigate'
import { OWN_DOMAINS_MAX, type OwnDomain, type Store } from '@gatehouse/store'
import { created, noContent, ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'

export interface OwnDomainParts {
  readonly store: Pick<Store, 'ownDomains'>
  readonly feed: Pick<FeedBook, 'recheck'>
}

/** The registry belongs to the installation: every shop is kept off the blocklist alike. */
export function ownDomainHandlers({
  store,
  feed,
}: OwnDomainParts): Pick<Handlers, 'listOwnDomains' | 'addOwnDomain' | 'deleteOwnDomain'> {
  const { ownDomains } = store
  return {
    listOwnDomains: async () => ok({ items: (await ownDomains.all()).map(shownDomain) }),
    async addOwnDomain({ body, caller }) {
      const { domain, role, note = '' } = body as OwnDomainDraft
      if (isPublicSuffix(domain)) refuse('strangers register names below it: name your own')
      const added = await ownDomains.add({ domain, role, note, addedBy: caller.name })
      if (added === undefined) {
        const all = await ownDomains.all()
        if (all.length >= OWN_DOMAINS_MAX) refuse(`there are ${OWN_DOMAINS_MAX} already`)
        throw new ApiError('already_exists')
      }
      await feed.recheck()
      return created(shownDomain(added))
    },
    async deleteOwnDomain({ params, caller }) {
      const removed = await ownDomains.remove(String(params['domain']), caller.name)
      if (!removed) throw new ApiError('not_found')
      return noContent
    },
  }
}

function refuse(message: string): never {
  const issues = [{ pointer: '/domain', code: 'not_allowed', message }]
  throw new ApiError('invalid_body', { issues })
}

function shownDomain({ domain, role, note, addedBy, addedAtMs }: OwnDomain) {
  return {
    domain,
    role,
    note,
    added_by: addedBy,
    added_at: new Date(addedAtMs).toISOString(),
  }
}
