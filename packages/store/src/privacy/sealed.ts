/** A data key that is not known to be stored yet: it travels with the rows sealed under it. */
export interface NewSubjectKey {
  readonly subject: Uint8Array
  /** 16 random bytes, from which and from the secret the key is derived: see `DataKey`. */
  readonly salt: Uint8Array
}

/**
 * Raw personal values of one record, encrypted under a key of their subject. Made by
 * `PersonalData.seal`, handed to `Journal.append` inside the record, opened by `PersonalData.open`.
 */
export interface SealedValues {
  /** 16-byte token of the person: account, else e-mail, else the event itself. */
  readonly subject: Uint8Array
  /** Format, hint of the key, tag and ciphertext. */
  readonly bytes: Uint8Array
  /** `null` once the key is known to be durable. */
  readonly newKey: NewSubjectKey | null
}

/** Raw values by field path, for example `{"billing.address": "1 High Street"}`. */
export type PersonalValues = Readonly<Record<string, string>>

export type OpenedValues =
  | { readonly state: 'open'; readonly values: PersonalValues }
  /** The subject's key was deleted: nobody can read these values again. */
  | { readonly state: 'erased' }
  /** The record carries no personal values. */
  | { readonly state: 'none' }
