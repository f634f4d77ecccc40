import type { Label, Privacy } from '@gatehouse/contract'
import type { SealedValues, Store, StoredLabel, StoredRecord } from '@gatehouse/store'

type Personal = Store['personal']

export interface NotesOf {
  readonly shopId: string
  /** Of the label's record. */
  readonly id: string
  readonly privacy: Privacy
  /** What is known of the labelled event, newest first. */
  readonly about: readonly StoredRecord[]
}

/**
 * What a person wrote on a label, sealed under the key of whom the labelled event is of, so that it
 * goes when they are erased; under a key of its own when nobody knows that. Under `minimal` it is
 * dropped.
 */
export function sealNotes(
  { notes = '' }: Label,
  { shopId, id, privacy, about }: NotesOf,
  personal: Pick<Personal, 'seal' | 'token'>,
): SealedValues | null {
  if (notes === '' || privacy === 'minimal') return null
  const known = about.find(({ sealed }) => sealed !== null)?.sealed?.subject
  const subject = known ?? personal.token(shopId, 'label', id)
  return personal.seal({ shopId, subject, recordId: id, values: { notes } })
}

/** Empty when nothing was written, when it was not kept, or when the person was erased. */
export async function openNotes(
  { shopId, id, sealed, note }: StoredLabel,
  personal: Pick<Personal, 'open'>,
): Promise<string> {
  const opened = await personal.open(shopId, id, sealed)
  return opened.state === 'open' ? (opened.values['notes'] ?? '') : (note ?? '')
}
