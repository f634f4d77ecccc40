import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { FEED_KINDS, type FeedKind } from '@gatehouse/contract'
import type { FeedFile, OperatorFiles } from '@gatehouse/reference'

/** Folders of the data folder that an operator may fill. */
const FEEDS = 'feeds'
const DATABASES = 'mmdb'
const BIN_TABLE = 'bin_table.csv'
/** More lists than there are providers of them. */
const FEEDS_MAX = 100
/** `vpn.txt`, `vpn-provider.txt`, `vpn.provider.txt`. */
const FEED_NAME = new RegExp(`^(${FEED_KINDS.join('|')})(?:[-.].*)?\\.txt$`)
/** What editors and downloads leave beside a file while it is written. */
const UNFINISHED = /^\.|~$|\.(?:tmp|part|swp|bak)$/

/** A file that cannot be used because of its name or its neighbours. */
export interface NameIssue {
  readonly path: string
  readonly message: string
}

export interface FoundFiles {
  readonly files: OperatorFiles
  readonly issues: readonly NameIssue[]
}

/**
 * The files of the operator's that lie in the data folder: `feeds/KIND.txt`, `feeds/bin_table.csv`
 * and one `mmdb/*.mmdb`. `cityInUse` stays in use while another database lies beside it.
 */
export function findOperatorFiles(dataDir: string, cityInUse?: string): FoundFiles {
  const issues: NameIssue[] = []
  const refuse = (path: string, message: string): void => void issues.push({ path, message })
  const feeds: FeedFile[] = []
  const sanctions: string[] = []
  let binTable: string | undefined
  for (const path of filesIn(join(dataDir, FEEDS), refuse)) {
    const name = path.slice(dataDir.length + 1 + FEEDS.length + 1)
    const kind = FEED_NAME.exec(name)?.[1] as FeedKind | undefined
    if (name === BIN_TABLE) binTable = path
    else if (SANCTIONS_NAME.test(name)) sanctions.push(path)
    else if (kind === undefined) refuse(path, `is called by no kind of feed; ${NAMES}`)
    else if (feeds.length === FEEDS_MAX) refuse(path, `is one of more than ${FEEDS_MAX} feeds`)
    else feeds.push({ path, kind })
  }
  const cityMmdb = oneDatabase(filesIn(join(dataDir, DATABASES), refuse), cityInUse, refuse)
  return {
    files: {
      feeds,
      sanctions,
      ...(binTable === undefined ? {} : { binTable }),
      ...(cityMmdb === undefined ? {} : { cityMmdb }),
    },
    issues,
  }
}

const SANCTIONS_NAME = /^sanctions(?:-[A-Za-z0-9._-]+)?\.csv$/
const NAMES = `call it ${FEED_KINDS.map((kind) => `\`${kind}.txt\``).join(', ')}, or as \`${FEED_KINDS[1]}-provider.txt\``

type Refuse = (path: string, message: string) => void

function oneDatabase(
  found: readonly string[],
  inUse: string | undefined,
  refuse: Refuse,
): string | undefined {
  const databases: string[] = []
  for (const path of found) {
    if (path.endsWith('.mmdb')) databases.push(path)
    else refuse(path, 'is no `.mmdb` file')
  }
  if (databases.length <= 1) return databases[0]
  const kept = databases.find((path) => path === inUse)
  for (const path of databases) {
    if (path !== kept) refuse(path, 'lies beside another database: keep one, the city database')
  }
  return kept
}

/** Full paths, in the order of their names; nothing where there is no such folder. */
function filesIn(folder: string, refuse: Refuse): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !UNFINISHED.test(name))
      .toSorted()
      .map((name) => join(folder, name))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    if (code !== 'ENOENT') refuse(folder, `cannot be read (${code})`)
    return []
  }
}
