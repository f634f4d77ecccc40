import type { FeedDigests } from '../digests.ts'

/** Ours, for ids of objects that STIX gives no rule for. */
export const OWN_NAMESPACE = '6d4ca4a2-8a6d-5f0e-9f0c-3f1f2a9a7c11'
/** STIX 2.1, section 2.9: the namespace of cyber-observable objects. */
const OBSERVABLE_NAMESPACE = '00abedb4-aa42-466c-9c01-fed23315a9b7'

/** How far a thing may be told on. `clear` is the `white` of STIX 2.1. */
export const TLP = {
  clear: 'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9',
  green: 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da',
  amber: 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82',
  red: 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
} as const
export type TlpLevel = keyof typeof TLP

/** An object of STIX 2.1 as it is written. */
export interface StixObject {
  readonly type: string
  readonly id: string
  readonly [property: string]: unknown
}

/** When the TLP markings were defined (STIX 2.1, section 7.2.1.4). */
const TLP_CREATED = '2017-01-20T00:00:00.000Z'

export function tlpMarking(level: TlpLevel): StixObject {
  const name = level === 'clear' ? 'white' : level
  return {
    type: 'marking-definition',
    spec_version: '2.1',
    id: TLP[level],
    created: TLP_CREATED,
    definition_type: 'tlp',
    name: `TLP:${name.toUpperCase()}`,
    definition: { tlp: name },
  }
}

/** STIX wants milliseconds (section 3.2). */
export function stixTime(ms: number): string {
  return new Date(ms).toISOString()
}

/** What makes objects of one author under one marking. The same facts make the same bytes. */
export interface StixMaker {
  readonly author: StixObject
  /** @param name what tells it from others of its type */
  make(type: string, name: string, atMs: number, more: object): StixObject
  observable(type: string, value: string): StixObject
  relation(from: StixObject, kind: string, to: StixObject, atMs: number): StixObject
  bundle(objects: readonly StixObject[]): StixObject
}

export function stixMaker(
  author: { readonly name: string; readonly sinceMs: number },
  level: TlpLevel,
  digests: FeedDigests,
): StixMaker {
  const marks = { object_marking_refs: [TLP[level]] }
  const idOf = (type: string, name: string) =>
    `${type}--${digests.uuid5(OWN_NAMESPACE, `${type}\n${name}`)}`
  const core = (type: string, name: string, atMs: number) => ({
    type,
    spec_version: '2.1',
    id: idOf(type, name),
    created: stixTime(atMs),
    modified: stixTime(atMs),
  })
  const identity: StixObject = {
    ...core('identity', author.name, author.sinceMs),
    name: author.name,
    identity_class: 'system',
    ...marks,
  }
  const make = (type: string, name: string, atMs: number, more: object): StixObject => ({
    ...core(type, name, atMs),
    created_by_ref: identity.id,
    ...more,
    ...marks,
  })
  return {
    author: identity,
    make,
    observable: (type, value) => ({
      type,
      spec_version: '2.1',
      id: `${type}--${digests.uuid5(OBSERVABLE_NAMESPACE, JSON.stringify({ value }))}`,
      value,
      ...marks,
    }),
    relation: (from, kind, to, atMs) =>
      make('relationship', `${from.id}\n${kind}\n${to.id}`, atMs, {
        relationship_type: kind,
        source_ref: from.id,
        target_ref: to.id,
      }),
    bundle(objects) {
      const all = [tlpMarking(level), identity, ...objects]
      const named = all.map(({ id, modified }) => `${id} ${String(modified)}`).join('\n')
      return {
        type: 'bundle',
        id: `bundle--${digests.uuid5(OWN_NAMESPACE, named)}`,
        objects: all,
      }
    },
  }
}
