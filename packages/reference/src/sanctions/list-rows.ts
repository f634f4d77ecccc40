/** A person of a list under one of their names. */
export interface ListedName {
  readonly entry: string
  readonly name: string
  /** ISO 3166-1 alpha-2, where the list says them so. */
  readonly countries: readonly string[]
}

/** What a row says: names of a person, nothing of interest, or that it cannot be read. */
export type ReadRow = (cells: readonly string[]) => readonly ListedName[] | undefined

export interface RowFormat {
  readonly name: 'ofac' | 'eu' | 'opensanctions'
  readonly delimiter: string
  readonly hasHeader: boolean
  readonly read: ReadRow
}

const NOTHING: readonly ListedName[] = []
/** OFAC's way to say that there is nothing. */
const EMPTY = /^-0-\s*$/
const SDN_CELLS = 12
const ALT_CELLS = 5

/** Tells a list by its first line; `undefined`: none that we know. */
export function rowFormatOf(line: string): RowFormat | undefined {
  const first = line.replace('\uFEFF', '')
  if (first.replaceAll('"', '').startsWith('id,schema,name,aliases,')) return openSanctions(first)
  if (/(^|;)"?Entity_LogicalId"?;/.test(first)) return european(first)
  return /^\d+,/.test(first) ? OFAC : undefined
}

/** `SDN.CSV` (12 columns) and `ALT.CSV` (5) of the US Treasury, which have no header. */
const OFAC: RowFormat = {
  name: 'ofac',
  delimiter: ',',
  hasHeader: false,
  read(cells) {
    const [number = '', second = '', third = '', alias = ''] = cells.map((cell) => cell.trim())
    if (!/^\d+$/.test(number)) return undefined
    const entry = `ofac:${number}`
    if (cells.length === SDN_CELLS) {
      return third === 'individual' ? [{ entry, name: second, countries: [] }] : NOTHING
    }
    if (cells.length !== ALT_CELLS) return undefined
    return EMPTY.test(alias) || alias === '' ? NOTHING : [{ entry, name: alias, countries: [] }]
  },
}

/** The consolidated list of the European Union, one line for each name, address, birth ... */
function european(header: string): RowFormat {
  const columns = header.split(';').map((cell) => cell.replaceAll('"', '').trim())
  const at = (...names: string[]) => columns.findIndex((column) => names.includes(column))
  const [id, name] = [at('Entity_LogicalId'), at('NameAlias_WholeName')]
  const kind = at('Entity_SubjectType_ClassificationCode', 'Entity_SubjectType')
  return {
    name: 'eu',
    delimiter: ';',
    hasHeader: true,
    read(cells) {
      const number = cells[id]?.trim() ?? ''
      if (cells.length !== columns.length || !/^\d+$/.test(number)) return undefined
      const whole = cells[name]?.trim() ?? ''
      const isPerson = kind < 0 || /^(p|person)$/i.test(cells[kind]?.trim() ?? '')
      if (whole === '' || !isPerson) return NOTHING
      return [{ entry: `eu:${number}`, name: whole, countries: [] }]
    },
  }
}

/** `targets.simple.csv` of OpenSanctions: sanctions, and in its other collections PEPs. */
function openSanctions(header: string): RowFormat {
  const columns = header.split(',').map((cell) => cell.replaceAll('"', '').trim())
  const [id, schema, name] = ['id', 'schema', 'name'].map((column) => columns.indexOf(column))
  const [aliases, countries] = ['aliases', 'countries'].map((column) => columns.indexOf(column))
  return {
    name: 'opensanctions',
    delimiter: ',',
    hasHeader: true,
    read(cells) {
      const entry = cells[id!]?.trim() ?? ''
      if (cells.length !== columns.length || entry === '') return undefined
      if (cells[schema!] !== 'Person') return NOTHING
      const codes = (cells[countries!] ?? '').split(';').map((code) => code.trim().toUpperCase())
      const where = codes.filter((code) => /^[A-Z]{2}$/.test(code))
      const names = [cells[name!] ?? '', ...(cells[aliases!] ?? '').split(';')]
      const given = names.map((each) => each.trim()).filter((each) => each !== '')
      return given.map((each) => ({ entry, name: each, countries: where }))
    },
  }
}
