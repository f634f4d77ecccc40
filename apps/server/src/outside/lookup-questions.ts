import type { OrderEvent, Parsed, Reference } from '@gatehouse/contract'
import type { LookupQuestions } from '@gatehouse/connectors'

export type Questions = { readonly [Name in keyof LookupQuestions]: LookupQuestions[Name] | null }

/** What an order gives to ask; `null`: not enough of it. Goods go where they are shipped to. */
export function questionsOf(event: Parsed<OrderEvent>, reference: Reference): Questions {
  const { billing, shipping } = event
  const to = shipping?.address === undefined ? billing : shipping
  const lines = [to?.address, to?.address_2].filter((line) => line !== undefined && line !== '')
  const phone = billing?.phone_number ? billing : shipping
  const number = phone?.phone_number
    ? reference.phone(phone.phone_number, phone.country ?? null)
    : undefined
  const named = shipping?.last_name ? shipping : billing
  const { first_name: firstName, last_name: lastName } = named ?? {}
  return {
    address:
      to?.country === undefined || lines.length === 0
        ? null
        : {
            lines: lines as string[],
            city: to.city ?? null,
            region: to.region ?? null,
            postcode: to.postal ?? null,
            country: to.country,
          },
    phone: number?.known === true && number.valid ? { number: number.e164 } : null,
    person:
      firstName && lastName && to?.city
        ? { firstName, lastName, city: to.city, country: to.country ?? null }
        : null,
  }
}
