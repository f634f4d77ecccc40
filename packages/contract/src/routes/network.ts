import { Type, type Static } from 'typebox'
import { closed, listOf, oneOf, text, time } from '../schema.ts'
import type { Route } from './route.ts'

/** How blocks are given; the texts are for programs in front of the shop. */
export const NETWORK_FORMATS = ['json', 'plain', 'nginx', 'nftables'] as const
export type NetworkFormat = (typeof NETWORK_FORMATS)[number]

/** Why a network is not blocked outside although a list says so. */
export const NETWORK_REFUSALS = [
  'no_network',
  'not_public',
  'own',
  'too_wide',
  'relay',
  'over_cap',
] as const

const SHOWN_MAX = 500_000

export const networkBlocksSchema = closed({
  blocks: listOf(
    closed({
      range: text('A network, as `198.51.100.0/24`.', 64),
      list: text('The list that says so.', 64),
      expires_at: Type.Union([time('Until when.'), Type.Null()]),
    }),
    SHOWN_MAX,
    'What is to be blocked.',
  ),
  refused: listOf(
    closed({
      value: text('The item of the list.', 255),
      list: text('The list.', 64),
      why: oneOf(NETWORK_REFUSALS, 'Why it is left alone.'),
    }),
    SHOWN_MAX,
    'What is on a list and is not blocked.',
  ),
})
export type NetworkBlocks = Static<typeof networkBlocksSchema>

export const networkRoutes = {
  getNetworkBlocks: {
    method: 'GET',
    path: '/v1/network/blocks',
    tag: 'lists',
    summary: 'What the deny lists of networks say is to be blocked in front of the shop',
    scope: 'lists',
    query: closed({
      format: Type.Optional(oneOf(NETWORK_FORMATS, 'JSON when absent.')),
    }),
    answers: { 200: { doc: 'JSON, or the text that was asked for.', schema: networkBlocksSchema } },
    errors: [],
  },
} as const satisfies Record<string, Route>
