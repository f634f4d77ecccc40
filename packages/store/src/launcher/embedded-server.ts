import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { clientConfig, type ConnectionConfig } from '../connection/connection.ts'
import { StoreError } from '../store-error.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import type { Database } from './database.ts'
import { postmasterPid, removeStalePid, runningPid, signal } from './server-process.ts'
import { withStartLock } from './start-lock.ts'
import { serverSettings } from './server-settings.ts'

const PORT = 5432
const USER = 'gatehouse'
const DATABASE = 'gatehouse'
/** `sun_path` holds 108 bytes with its closing zero (unix(7)); macOS holds 104. */
const SOCKET_PATH_BYTES_MAX = 103
/** Crash recovery replays at most `max_wal_size`; slow disks need minutes. */
const START_TIMEOUT_MS = 300_000
const STOP_TIMEOUT_MS = 60_000
const POLL_MS = 20
/** A server that is asked whether it is there and hangs is taken for one that does not answer. */
const ASK_TIMEOUT_MS = 3_000
/** How long a start is tried again while remains of a killed server hold the directory. */
const LEFTOVERS_TIMEOUT_MS = 10_000
const LEFTOVERS_POLL_MS = 250

type SocketConnection = Extract<ConnectionConfig, { readonly host: string }>

/** Starts or adopts the server that lives in `dataDir`. */
export async function startEmbedded(dataDir: string): Promise<Database> {
  const home = resolve(dataDir)
  await mkdir(home, { recursive: true, mode: 0o700 })
  const cluster = join(home, 'postgres')
  const socketDir = await socketDirectory(home)
  const connection = { host: socketDir, port: PORT, user: USER, database: DATABASE }
  let isStopped = false
  let reviving: Promise<boolean> | undefined
  const database = (isAdopted: boolean): Database => ({
    connection,
    isEmbedded: true,
    isAdopted,
    async revive() {
      if (isStopped) return
      reviving ??= ensureRunning(home, cluster, connection).finally(() => (reviving = undefined))
      await reviving
    },
    async stop() {
      isStopped = true
      await reviving?.catch(() => {})
      await stopServer(cluster, connection)
    },
  })
  return database(!(await ensureRunning(home, cluster, connection)))
}

/** Answers whether the server had to be started. */
async function ensureRunning(
  home: string,
  cluster: string,
  connection: SocketConnection,
): Promise<boolean> {
  if (await isAnswering(connection, cluster)) return false
  return withStartLock(home, async () => {
    if (await isAnswering(connection, cluster)) return false
    await start(home, cluster, connection)
    return true
  })
}

async function start(home: string, cluster: string, connection: SocketConnection): Promise<void> {
  const binaries = await findBinaries(join(home, 'postgres-lib'))
  if (!(await exists(join(cluster, 'PG_VERSION')))) await initialise(binaries, cluster)
  await removeStalePid(cluster)
  if (await isBackWithoutHelp(cluster, connection)) return
  await launch(binaries, home, cluster, connection)
}

/**
 * A server that lives and does not answer recovers, ends or hangs: a second one beside it would be
 * refused. Throws `StoreError` `launch_failed` when it does not come back in time.
 */
async function isBackWithoutHelp(cluster: string, connection: SocketConnection): Promise<boolean> {
  const giveUpAt = Date.now() + LEFTOVERS_TIMEOUT_MS
  for (;;) {
    const pid = await runningPid(cluster)
    if (pid === undefined) return false
    if (await isAnswering(connection, cluster)) return true
    if (Date.now() > giveUpAt) {
      throw new StoreError(
        'launch_failed',
        `the embedded PostgreSQL (process ${pid}) runs but does not answer`,
      )
    }
    await sleep(LEFTOVERS_POLL_MS)
  }
}

async function socketDirectory(home: string): Promise<string> {
  const inside = join(home, 'postgres-socket')
  const isShort = Buffer.byteLength(join(inside, `.s.PGSQL.${PORT}`)) <= SOCKET_PATH_BYTES_MAX
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16)
  const directory = isShort ? inside : join(tmpdir(), `gatehouse-${name}`)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const facts = await stat(directory)
  if (process.getuid !== undefined && facts.uid !== process.getuid()) {
    throw new StoreError(
      'launch_failed',
      `the socket folder \`${directory}\` belongs to another user: remove it, or set DATA_DIR to a shorter path`,
    )
  }
  await chmod(directory, 0o700)
  return directory
}

/** As root, PostgreSQL refuses to run; inside a user namespace it sees itself as nobody. */
function command(program: string, args: readonly string[]): { file: string; args: string[] } {
  if (process.getuid?.() !== 0) return { file: program, args: [...args] }
  return {
    file: 'unshare',
    args: ['-U', '--map-user=65534', '--map-group=65534', '--', program, ...args],
  }
}

async function initialise(binaries: Binaries, cluster: string): Promise<void> {
  // A crash half-way leaves only the temporary folder; the rename makes the cluster whole or absent.
  const temporary = `${cluster}.new`
  await rm(temporary, { recursive: true, force: true })
  const run = command(binaries.initdb, [
    `--pgdata=${temporary}`,
    `--username=${USER}`,
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ])
  const output = await collect(run.file, run.args, binaries.env)
  if (output.code !== 0) {
    throw new StoreError(
      'launch_failed',
      `initdb failed: ${lastLine(output.text)}${process.getuid?.() === 0 ? '; as root this needs `unshare` with user namespaces: run as another user, or set DATABASE_URL' : ''}`,
    )
  }
  await rename(temporary, cluster)
}

async function launch(
  binaries: Binaries,
  home: string,
  cluster: string,
  connection: SocketConnection,
): Promise<void> {
  const logPath = await freshLog(home)
  const deadline = Date.now() + START_TIMEOUT_MS
  const giveUpAt = Date.now() + LEFTOVERS_TIMEOUT_MS
  let exit = spawnServer(binaries, cluster, connection, logPath)
  while (!(await isAnswering(connection, cluster))) {
    if (exit.reason !== undefined) {
      // The sessions of a server that was killed need a moment to notice and to let go.
      if (Date.now() > giveUpAt) throw await didNotStart(exit.reason, logPath)
      await sleep(LEFTOVERS_POLL_MS)
      await removeStalePid(cluster)
      exit = spawnServer(binaries, cluster, connection, logPath)
    }
    if (Date.now() > deadline) throw await didNotStart('no answer', logPath)
    await sleep(POLL_MS)
  }
}

/** The log of the last start is kept beside this one's: two files bound what they take. */
async function freshLog(home: string): Promise<string> {
  const path = join(home, 'postgres.log')
  await rename(path, join(home, 'postgres.log.1')).catch(() => {})
  return path
}

function spawnServer(
  binaries: Binaries,
  cluster: string,
  connection: SocketConnection,
  logPath: string,
): { reason?: string } {
  const settings = Object.entries(serverSettings(connection.host, PORT))
  const run = command(binaries.postgres, [
    '-D',
    cluster,
    ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ])
  const log = openSync(logPath, 'a', 0o600)
  // Detached: a kill -9 of this process must not take the server with it.
  const child = spawn(run.file, run.args, {
    detached: true,
    env: binaries.env,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const exit: { reason?: string } = {}
  child.once('error', (error) => (exit.reason = error.message))
  child.once('exit', (code, signal) => (exit.reason ??= `exit code ${code ?? signal}`))
  child.unref()
  return exit
}

async function didNotStart(reason: string, logPath: string): Promise<StoreError> {
  const log = await readFile(logPath, 'utf8').catch(() => '')
  return new StoreError(
    'launch_failed',
    `the embedded PostgreSQL did not start (${reason}): ${lastLine(log)}; see \`${logPath}\`, or set DATABASE_URL`,
  )
}

/** Whether a server answers on our socket, for our files; makes our database if it is missing. */
async function isAnswering(connection: SocketConnection, cluster: string): Promise<boolean> {
  if (!(await exists(join(connection.host, `.s.PGSQL.${PORT}`)))) return false
  const client = askingClient({ ...connection, database: 'postgres' })
  client.on('error', () => {})
  try {
    await client.connect()
    const facts = await client.query<{ directory: string; has_database: boolean }>(
      `SELECT current_setting('data_directory') AS directory,
              EXISTS (SELECT FROM pg_database WHERE datname = $1) AS has_database`,
      [DATABASE],
    )
    if (facts.rows[0]?.directory !== cluster) return false
    if (!facts.rows[0].has_database) await client.query(`CREATE DATABASE ${DATABASE}`)
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function askingClient(connection: ConnectionConfig): pg.Client {
  return new pg.Client({
    ...clientConfig(connection, ASK_TIMEOUT_MS),
    query_timeout: ASK_TIMEOUT_MS,
  })
}

async function stopServer(cluster: string, connection: ConnectionConfig): Promise<void> {
  if (await hasOtherClients(connection)) return
  const pid = await postmasterPid(cluster)
  if (pid === undefined) return
  // SIGINT is the fast shutdown: sessions are ended, everything is flushed.
  signal(pid, 'SIGINT')
  const deadline = Date.now() + STOP_TIMEOUT_MS
  while (signal(pid, 0) && (await postmasterPid(cluster)) === pid) {
    if (Date.now() > deadline) {
      throw new StoreError('launch_failed', `the embedded PostgreSQL (process ${pid}) did not stop`)
    }
    await sleep(POLL_MS)
  }
}

async function hasOtherClients(connection: ConnectionConfig): Promise<boolean> {
  const client = askingClient(connection)
  client.on('error', () => {})
  try {
    await client.connect()
    const result = await client.query<{ others: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) AS others`,
    )
    return result.rows[0]?.others ?? false
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? ''
}

async function collect(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; text: string }> {
  return new Promise((done) => {
    const child = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
    let text = ''
    child.stderr.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString('utf8')).slice(-10_000)
    })
    child.once('error', (error) => done({ code: -1, text: error.message }))
    child.once('close', (code) => done({ code, text }))
  })
}
