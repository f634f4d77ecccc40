import type { FastifyBaseLogger } from 'fastify'
import type { Reference, ReferenceStatus } from '@gatehouse/contract'
import { ReferenceHolder, type FileIssue } from '@gatehouse/reference'
import { findOperatorFiles, type FoundFiles } from './operator-files.ts'

/** The reference data in use, and the way to what the operator has put into the data folder since. */
export interface ReferenceKeeper {
  readonly current: Reference
  status(): ReferenceStatus
  /** Reads the files again that have changed; what is refused is logged and stands in the status. */
  reload(): Promise<ReferenceStatus>
}

export interface KeeperOptions {
  readonly cacheDir: string
  readonly dataDir: string
  readonly log: Pick<FastifyBaseLogger, 'info' | 'error'>
  nowMs(): number
}

type FileStatus = ReferenceStatus['files'][number]

/** @throws ReferenceDataError when the compiled tables cannot be used */
export function openReferenceKeeper(options: KeeperOptions): ReferenceKeeper {
  const { cacheDir, dataDir, log } = options
  let found = findOperatorFiles(dataDir)
  const holder = new ReferenceHolder({ cacheDir, ...found.files })
  let loadedAtMs = options.nowMs()

  const status = (): ReferenceStatus => {
    const { combined, sources } = holder.current.versions
    return {
      version: combined,
      loaded_at: new Date(loadedAtMs).toISOString(),
      sources: sources.map((source) => ({ ...source })),
      files: filesOf(found, holder.issues, dataDir),
    }
  }
  const tell = (): ReferenceStatus => {
    const now = status()
    for (const { name, state, code, detail } of now.files) {
      if (state !== 'in_use') log.error({ file: name, state, code }, detail)
    }
    const used = now.files.filter(({ state }) => state !== 'not_used').map(({ name }) => name)
    log.info({ version: now.version, files: used }, 'reference data in use')
    return now
  }

  tell()
  return {
    get current() {
      return holder.current
    },
    status,
    async reload() {
      const next = findOperatorFiles(dataDir, found.files.cityMmdb)
      await holder.reload({ cacheDir, ...next.files })
      found = next
      loadedAtMs = options.nowMs()
      return tell()
    },
  }
}

/** Every file that lies there, named below the data folder, with what became of it. */
function filesOf(
  { files, issues: names }: FoundFiles,
  contents: readonly FileIssue[],
  dataDir: string,
): FileStatus[] {
  const { cityMmdb, feeds = [], binTable, sanctions = [] } = files
  const paths = [cityMmdb, ...feeds.map(({ path }) => path), binTable, ...sanctions]
  const below = (text: string): string => text.replaceAll(`${dataDir}/`, '')
  const read = paths.flatMap((path): FileStatus[] => {
    if (path === undefined) return []
    const issue = contents.find((each) => each.path === path)
    const name = below(path)
    if (issue === undefined) return [{ name, state: 'in_use', code: null, detail: '' }]
    const { code, message, isFormerUsed } = issue
    const state = isFormerUsed ? 'former_in_use' : 'not_used'
    return [{ name, state, code, detail: below(message) }]
  })
  const misnamed = names.map(({ path, message }): FileStatus => {
    const name = below(path)
    return { name, state: 'not_used', code: 'name', detail: `\`${name}\` ${message}` }
  })
  return [...read, ...misnamed].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
