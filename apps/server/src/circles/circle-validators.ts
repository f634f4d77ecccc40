import {
  circlePageSchema,
  signedCirclePageSchema,
  type CirclePage,
  type SignedCirclePage,
} from '@gatehouse/contract'
import { createValidators } from '../http/validator.ts'

const validatorOf = createValidators()
const checkPage = validatorOf(circlePageSchema)
const checkSigned = validatorOf(signedCirclePageSchema)

export function isCirclePage(value: unknown): value is CirclePage {
  return checkPage(value).length === 0
}

/** Reads a page as it is sent or stands on a line of a file; `undefined`: it is none. */
export function readSignedPage(text: string): SignedCirclePage | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return checkSigned(value).length === 0 ? (value as SignedCirclePage) : undefined
}
