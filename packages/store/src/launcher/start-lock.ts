import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError } from '../store-error.ts'

const WAIT_TIMEOUT_MS = 300_000
const POLL_MS = 50

/** Two processes that start at once must not both make the cluster: the second one waits. */
export async function withStartLock<Result>(
  home: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const path = join(home, 'postgres.starting')
  const deadline = Date.now() + WAIT_TIMEOUT_MS
  while (!(await take(path))) {
    if (Date.now() > deadline) {
      throw new StoreError(
        'launch_failed',
        `another process has been starting the embedded PostgreSQL for too long: if there is none, remove \`${path}\``,
      )
    }
    await sleep(POLL_MS)
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const owner = Number(await readFile(path, 'utf8').catch(() => ''))
  // A process that was killed while it started the server left the file behind.
  if (owner > 0 && !isAlive(owner)) await rm(path, { force: true })
  return false
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
