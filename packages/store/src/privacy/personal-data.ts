import type { OpenedValues, PersonalValues, SealedValues } from './sealed.ts'

export interface SealRequest {
  readonly shopId: string
  /** 16-byte token of the person (account, else e-mail, else the event): `token(...)`. */
  readonly subject: Uint8Array
  /** The record that will carry the values: bound into the encryption. */
  readonly recordId: string
  readonly values: PersonalValues
}

/** Tokens link entities without saying who they are; sealed values can be erased per person. */
export interface PersonalData {
  /**
   * HMAC-SHA-256 of a normalised value, cut to 16 bytes. Same shop, field and value: same token;
   * another shop or field: an unrelated one.
   */
  token(shopId: string, field: string, normalisedValue: string): Uint8Array
  seal(request: SealRequest): SealedValues
  open(
    shopId: string,
    recordId: string,
    sealed: { readonly subject: Uint8Array; readonly bytes: Uint8Array } | null,
  ): Promise<OpenedValues>
  /** Deletes the person's keys: all that was sealed under them is unreadable from then on. */
  erase(shopId: string, subject: Uint8Array): Promise<{ readonly keysDeleted: number }>
}
