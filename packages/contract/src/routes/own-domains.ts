import { ownDomainDraftSchema, ownDomainParams, ownDomainSchema } from '../blocklist.ts'
import { closed, listOf } from '../schema.ts'
import { SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

const OWN_DOMAINS_MAX = 10_000

export const ownDomainRoutes = {
  listOwnDomains: {
    method: 'GET',
    path: '/v1/own-domains',
    tag: 'links',
    summary: 'Own domains and those of authorised resellers, which are never blocked',
    scope: 'read',
    answers: {
      200: {
        doc: 'All of them.',
        schema: closed({ items: listOf(ownDomainSchema, OWN_DOMAINS_MAX, 'By name.') }),
      },
    },
    errors: [],
  },
  addOwnDomain: {
    method: 'POST',
    path: '/v1/own-domains',
    tag: 'links',
    summary: 'Never block a domain and what is below it; what is blocked of it leaves the list',
    scope: 'admin',
    body: ownDomainDraftSchema,
    bodyExample: { domain: 'our-shop.example', role: 'own', note: 'since 2010' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 201: { doc: 'The domain.', schema: ownDomainSchema } },
    errors: ['already_exists', 'invalid_body'],
  },
  deleteOwnDomain: {
    method: 'DELETE',
    path: '/v1/own-domains/{domain}',
    tag: 'links',
    summary: 'It is no longer ours',
    scope: 'admin',
    params: ownDomainParams,
    answers: { 204: { doc: 'Gone.', schema: null } },
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>
