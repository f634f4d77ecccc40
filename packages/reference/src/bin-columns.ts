/** Where a row of an issuer table keeps what; -1: it has no such column. */
export interface BinColumns {
  readonly start: number
  readonly end: number
  readonly country: number
  readonly issuer: number
  readonly funding: number
  /** Says `y` or `true` of a prepaid card, beside a funding. */
  readonly prepaid: number
  readonly count: number
  /** Our own header: whatever is odd refuses the file. */
  readonly isOwn: boolean
}

export const OWN_COLUMNS = ['bin_start', 'bin_end', 'country', 'issuer', 'funding'] as const

/** What tables that people have call the same, in lower case. */
const NAMES = {
  start: ['bin_start', 'iin_start', 'bin', 'iin', 'prefix'],
  end: ['bin_end', 'iin_end'],
  country: ['country', 'country_code', 'isocode2', 'country_iso', 'alpha_2', 'alpha2'],
  issuer: ['issuer', 'bank_name', 'bank', 'issuer_name'],
  funding: ['funding', 'type', 'card_type'],
  prepaid: ['prepaid', 'is_prepaid'],
} as const

/** @returns `undefined` for a header that does not even say where the prefix is */
export function readBinHeader(cells: readonly string[]): BinColumns | undefined {
  const header = cells.map((cell) =>
    cell
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_'),
  )
  const at = (names: readonly string[]) => header.findIndex((name) => names.includes(name))
  const start = at(NAMES.start)
  if (start < 0) return undefined
  return {
    start,
    end: at(NAMES.end),
    country: at(NAMES.country),
    issuer: at(NAMES.issuer),
    funding: at(NAMES.funding),
    prepaid: at(NAMES.prepaid),
    count: header.length,
    isOwn: cells.join(',').trim() === OWN_COLUMNS.join(','),
  }
}
