/** Where complaints about a domain or an address go. */
export interface AbuseContact {
  readonly email: string
  /** Name of the party as the registry has it; `null`: it does not say. */
  readonly name: string | null
  /** `abuse`: they say that it is for complaints. `general`: it is the best there is. */
  readonly kind: 'abuse' | 'general'
}

/** Deeper nesting is no registry's. */
const DEPTH_MAX = 4
const ENTITIES_MAX = 100
const NAME_LENGTH_MAX = 200
const EMAIL =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/

interface Entity {
  readonly roles?: unknown
  readonly vcardArray?: unknown
  readonly entities?: unknown
}

interface Found extends AbuseContact {
  readonly roles: readonly string[]
}

/**
 * Reads an answer of RDAP, of a domain or of a network (RFC 9083): the contact with the role `abuse`,
 * wherever it is nested, else a general one of the party that can act. A registrant is never one:
 * that is the operator of the site.
 */
export function abuseContactOf(answer: unknown): AbuseContact | undefined {
  const found: Found[] = []
  collect(answer, [], 0, found)
  const best =
    found.find(({ roles }) => roles.includes('abuse')) ??
    found.find(({ roles }) => roles.includes('noc')) ??
    found.find(({ roles }) => roles.includes('registrar') || roles.includes('sponsor'))
  if (best === undefined) return undefined
  return { email: best.email, name: best.name, kind: best.kind }
}

function collect(value: unknown, above: readonly string[], depth: number, found: Found[]): void {
  const { entities } = (value ?? {}) as Entity
  if (depth > DEPTH_MAX || !Array.isArray(entities)) return
  for (const entity of (entities as unknown[]).slice(0, ENTITIES_MAX)) {
    if (typeof entity !== 'object' || entity === null) continue
    const { roles, vcardArray } = entity as Entity
    const own = Array.isArray(roles)
      ? roles.filter((role): role is string => typeof role === 'string')
      : []
    const email = propertyOf(vcardArray, 'email')
    const isAbuse = own.includes('abuse')
    if (email !== null && EMAIL.test(email) && found.length < ENTITIES_MAX) {
      const name = propertyOf(vcardArray, 'fn')
      found.push({
        email,
        name: name === null || name === '' ? null : name.slice(0, NAME_LENGTH_MAX),
        kind: isAbuse ? 'abuse' : 'general',
        // What stands below a registrant is the registrant's, unless it says that it takes abuse.
        roles: above.includes('registrant') && !isAbuse ? ['registrant'] : own,
      })
    }
    collect(entity, [...above, ...own], depth + 1, found)
  }
}

/** The first value of a property of a jCard (RFC 7095). */
function propertyOf(vcard: unknown, name: string): string | null {
  const properties = Array.isArray(vcard) ? (vcard[1] as unknown) : undefined
  if (!Array.isArray(properties)) return null
  for (const property of properties as unknown[]) {
    if (!Array.isArray(property) || property[0] !== name) continue
    const text: unknown = property[3]
    if (typeof text === 'string') return text.replace(/^mailto:/i, '').trim()
  }
  return null
}
