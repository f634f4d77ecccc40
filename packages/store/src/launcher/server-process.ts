import { readFile, readlink, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A postmaster.pid whose number now belongs to another program (a restarted container). */
export async function removeStalePid(cluster: string): Promise<void> {
  if (process.platform !== 'linux') return
  if ((await runningPid(cluster)) === undefined) {
    await rm(join(cluster, 'postmaster.pid'), { force: true })
  }
}

/** The server's process, where the system tells that it is one. */
export async function runningPid(cluster: string): Promise<number | undefined> {
  const pid = await postmasterPid(cluster)
  if (pid === undefined || process.platform !== 'linux') return undefined
  const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  return workingDirectory === cluster ? pid : undefined
}

/** The number in `postmaster.pid`, whoever has it now. */
export async function postmasterPid(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined
}

/** Whether there was a process to send it to. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch {
    return false
  }
}
