import { Type } from 'typebox'
import {
  BLOCKLIST_FORMATS,
  blocklistDeltaSchema,
  blocklistManifestSchema,
  blocklistSinceSchema,
  diffsSinceParams,
  diffsSinceSchema,
  fullHashesSchema,
  mispFileParams,
  prefixesSinceSchema,
  prefixParams,
  prefixUpdateSchema,
  stalelistSchema,
} from '../blocklist.ts'
import { closed, oneOf } from '../schema.ts'
import type { Route } from './route.ts'

/** Whole lists: a resolver asks once an hour, a network of many readers more often. */
const LISTS_PER_MINUTE = 60
/** Look-ups come one by one, with the pages that people open. */
const LOOK_UPS_PER_MINUTE = 600

/**
 * Routes of the open feed. No key, unless the operator closes it (`BLOCKLIST_PUBLIC=off`): then a key
 * with the scope `read`.
 */
export const blocklistRoutes = {
  getBlocklist: {
    method: 'GET',
    path: '/v1/blocklist.{format}',
    tag: 'links',
    summary: 'The blocklist as a file; `ETag` names the version, `If-None-Match` spares the rest',
    scope: null,
    perMinute: LISTS_PER_MINUTE,
    params: closed({ format: oneOf(BLOCKLIST_FORMATS, 'The format.') }),
    answers: {
      200: {
        doc: 'The newest version.',
        schema: Type.Unknown({ description: 'Text, or JSON where the format is JSON or STIX.' }),
        contentType: 'text/plain',
      },
      304: { doc: 'The version is the one that was named.', schema: null },
    },
    errors: [],
  },
  getBlocklistManifest: {
    method: 'GET',
    path: '/v1/blocklist/manifest',
    tag: 'links',
    summary: 'What the newest version of the blocklist is, in every format, signed',
    scope: null,
    perMinute: LISTS_PER_MINUTE,
    answers: { 200: { doc: 'Manifest and signature.', schema: blocklistManifestSchema } },
    errors: [],
  },
  getBlocklistDelta: {
    method: 'GET',
    path: '/v1/blocklist/delta',
    tag: 'links',
    summary: 'What leads from a version of the blocklist to the newest',
    scope: null,
    perMinute: LISTS_PER_MINUTE,
    query: blocklistSinceSchema,
    answers: { 200: { doc: 'The changes.', schema: blocklistDeltaSchema } },
    errors: ['not_found'],
  },
  getBlocklistPrefixes: {
    method: 'GET',
    path: '/v1/blocklist/hashes',
    tag: 'links',
    summary:
      'Beginnings of the hashes of all that is blocked: links are looked up without telling which',
    scope: null,
    perMinute: LISTS_PER_MINUTE,
    query: prefixesSinceSchema,
    answers: { 200: { doc: 'The list, or what changed of it.', schema: prefixUpdateSchema } },
    errors: [],
  },
  getFullHashes: {
    method: 'GET',
    path: '/v1/blocklist/hashes/{prefix}',
    tag: 'links',
    summary: 'The listed hashes that begin with four bytes',
    scope: null,
    perMinute: LOOK_UPS_PER_MINUTE,
    params: prefixParams,
    answers: { 200: { doc: 'The hashes; often none.', schema: fullHashesSchema } },
    errors: [],
  },
  getMispFile: {
    method: 'GET',
    path: '/v1/blocklist/misp/{file}',
    tag: 'links',
    summary: 'The blocklist as MISP pulls it: an event for each campaign',
    scope: null,
    // MISP asks for every event that is new, one after the other.
    perMinute: LOOK_UPS_PER_MINUTE,
    params: mispFileParams,
    answers: {
      200: { doc: 'The file.', schema: Type.Unknown({ description: 'JSON, or CSV.' }) },
    },
    errors: ['not_found'],
  },
  getStalelist: {
    method: 'GET',
    path: '/v1/stalelist',
    tag: 'links',
    summary: 'The blocklist in the shape that wallets read',
    scope: null,
    perMinute: LISTS_PER_MINUTE,
    answers: { 200: { doc: 'The whole list.', schema: stalelistSchema } },
    errors: [],
  },
  getDiffsSince: {
    method: 'GET',
    path: '/v2/diffsSince/{since}',
    tag: 'links',
    summary: 'Changes to that list since a moment; a wallet asks every five minutes',
    scope: null,
    perMinute: LISTS_PER_MINUTE,
    params: diffsSinceParams,
    answers: { 200: { doc: 'The changes, oldest first.', schema: diffsSinceSchema } },
    errors: [],
  },
} as const satisfies Record<string, Route>
