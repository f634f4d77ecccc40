import type { AddressFacts, AddressPrecision } from '@gatehouse/contract'
import type { ConfiguredDoor } from '@gatehouse/egress'
import { askJson, type Lookup } from './lookup.ts'

export const GOOGLE_ADDRESS_URL = 'https://addressvalidation.googleapis.com/v1:validateAddress'

/** https://developers.google.com/maps/documentation/address-validation/reference/rest */
const GRANULARITIES: Readonly<Record<string, AddressPrecision>> = {
  SUB_PREMISE: 'building',
  PREMISE: 'building',
  PREMISE_PROXIMITY: 'street',
  BLOCK: 'street',
  ROUTE: 'street',
  OTHER: 'city',
}

/** Google's Address Validation: `validationGranularity` says how far the address is confirmed. */
export function openGoogleAddress(
  door: ConfiguredDoor,
  { url, key }: { readonly url: string; readonly key: string },
): Lookup<'address'> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'x-goog-api-key': key,
  }
  return {
    name: 'address',
    ask({ lines, city, region, postcode, country }, signal) {
      const address = {
        regionCode: country,
        ...(city === null ? {} : { locality: city }),
        ...(region === null ? {} : { administrativeArea: region }),
        ...(postcode === null ? {} : { postalCode: postcode }),
        addressLines: lines,
      }
      const body = Buffer.from(JSON.stringify({ address }))
      return askJson(door, { method: 'POST', url, headers, body, signal }, read)
    },
  }
}

function read(answer: unknown): AddressFacts | undefined {
  const { result } = (answer ?? {}) as { result?: Record<string, Record<string, unknown>> }
  const granularity = result?.['verdict']?.['validationGranularity']
  const precision = typeof granularity === 'string' ? GRANULARITIES[granularity] : undefined
  if (precision === undefined) return undefined
  const { residential, business, poBox } = result?.['metadata'] ?? {}
  return {
    known: true,
    exists: precision === 'building',
    precision,
    isResidential: typeof residential === 'boolean' ? residential : null,
    building: poBox === true ? 'po_box' : business === true ? 'commercial' : null,
  }
}
