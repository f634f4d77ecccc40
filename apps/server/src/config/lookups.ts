import { GOOGLE_ADDRESS_URL, type HttpLookupSettings } from '@gatehouse/connectors'
import type { Environment, Fault } from './environment.ts'
import { readForeignSecret } from './foreign-secret.ts'
import { HEADER_NAME, readUrl } from './scores.ts'

export const ADDRESS_SERVICES = ['http', 'google', 'nominatim'] as const

/** Services that know addresses, numbers and people; `null`: nobody is asked. */
export interface LookupsConfig {
  readonly address:
    | ({ readonly service: 'http' } & HttpLookupSettings)
    | { readonly service: 'google'; readonly url: string; readonly key: string }
    | { readonly service: 'nominatim'; readonly url: string }
    | null
  readonly phone: HttpLookupSettings | null
  readonly person: HttpLookupSettings | null
}

export function readLookups(env: Environment, fault: Fault): LookupsConfig {
  return {
    address: readAddress(env, fault),
    phone: readHttp(env, 'PHONE_LOOKUP', fault),
    person: readHttp(env, 'PERSON_LOOKUP', fault),
  }
}

function readAddress(env: Environment, fault: Fault): LookupsConfig['address'] {
  const named = env['ADDRESS_LOOKUP_SERVICE'] || 'http'
  const service = ADDRESS_SERVICES.find((known) => known === named)
  if (service === undefined) {
    fault(`\`ADDRESS_LOOKUP_SERVICE\` is \`${named}\`: give one of ${ADDRESS_SERVICES.join(', ')}`)
    return null
  }
  if (service === 'http') {
    const http = readHttp(env, 'ADDRESS_LOOKUP', fault)
    return http === null ? null : { service, ...http }
  }
  const url = env['ADDRESS_LOOKUP_URL'] || (service === 'google' ? GOOGLE_ADDRESS_URL : '')
  if (url === '') {
    fault('`ADDRESS_LOOKUP_SERVICE` needs `ADDRESS_LOOKUP_URL`: the `/search` of a Nominatim')
    return null
  }
  readUrl(url, 'ADDRESS_LOOKUP_URL', fault)
  if (service === 'nominatim') return { service, url }
  const key = readForeignSecret(env, 'ADDRESS_LOOKUP_SECRET', fault)
  if (key === null) fault('`ADDRESS_LOOKUP_SERVICE` needs `ADDRESS_LOOKUP_SECRET`: a key of Google')
  return { service, url, key: key ?? '' }
}

function readHttp(env: Environment, prefix: string, fault: Fault): HttpLookupSettings | null {
  const url = env[`${prefix}_URL`]
  if (!url) return null
  readUrl(url, `${prefix}_URL`, fault)
  const name = env[`${prefix}_HEADER`] || 'authorization'
  if (!HEADER_NAME.test(name)) fault(`\`${prefix}_HEADER\` is no name of an HTTP header`)
  const value = readForeignSecret(env, `${prefix}_SECRET`, fault)
  const fields = (env[`${prefix}_FIELDS`] ?? '').split(',').filter((pair) => pair.trim() !== '')
  const pairs = fields.map((pair) => {
    const [field = '', pointer = ''] = pair.split('=').map((part) => part.trim())
    if (!/^[a-z_]+$/.test(field) || !pointer.startsWith('/')) {
      fault(`\`${prefix}_FIELDS\` must be names and JSON pointers: \`exists=/result/found\``)
    }
    return [field, pointer]
  })
  return {
    url,
    header: value === null ? null : { name, value },
    fields: Object.fromEntries(pairs) as Record<string, string>,
  }
}
