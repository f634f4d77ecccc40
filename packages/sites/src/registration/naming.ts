import { domainParts } from '../link/registrable.ts'
import type { Sector } from './name-words.ts'
import { segmentLabel, type NamePart } from './segment-name.ts'

/** How a name is put together. */
export interface NameReading {
  /** The name without its public suffix, as it was written. */
  readonly label: string
  /** Parts of all labels but the public suffix, in their order. */
  readonly parts: readonly NamePart[]
  readonly sectors: readonly { readonly word: string; readonly sector: Sector }[]
  /** Words that claim to be trustworthy, in their order. */
  readonly claims: readonly string[]
  /**
   * What names of one grammar have in common: the sector and that a claim comes with it, as
   * `energy+claim`, or the sector and figures, as `shop+digits`. `null`: no grammar is seen, and
   * the name ties the site to no other.
   */
  readonly family: string | null
  /** Kinds of the parts in their order: `sector-claim`, `other-digits` ... */
  readonly pattern: string
  readonly suffix: string
}

/** More labels than that are read from the right only. */
const LABELS_MAX = 8

/**
 * Reads the grammar of a domain.
 * @param domain registrable domain or host, lower case, without a dot at its end
 */
export function readName(domain: string): NameReading {
  const { publicSuffix } = domainParts(domain)
  const end = publicSuffix === null ? -1 : domain.length - publicSuffix.length - 1
  const name = end > 0 ? domain.slice(0, end) : domain
  const parts = name.split('.').slice(-LABELS_MAX).flatMap(segmentLabel)
  const sectors = parts.flatMap(({ text, sector }) => (sector ? [{ word: text, sector }] : []))
  const claims = parts.flatMap(({ kind, text }) => (kind === 'claim' ? [text] : []))
  return {
    label: name,
    parts,
    sectors,
    claims,
    family: familyOf(parts, sectors, claims),
    pattern: parts.map(({ kind }) => kind).join('-'),
    suffix: end > 0 ? domain.slice(end + 1) : '',
  }
}

function familyOf(
  parts: readonly NamePart[],
  sectors: NameReading['sectors'],
  claims: readonly string[],
): string | null {
  const sector = sectors[0]?.sector
  if (sector === undefined) return null
  if (claims.length > 0) return `${sector}+claim`
  return parts.some(({ kind }) => kind === 'digits') ? `${sector}+digits` : null
}
