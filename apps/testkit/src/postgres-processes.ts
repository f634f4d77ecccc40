import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The embedded PostgreSQL of a test server, as the operating system sees it. */
export interface PostgresProcesses {
  /** The first process, which accepts connections, and one for each connection or task. */
  all(): { readonly first: number; readonly others: readonly number[] }
  /** Stops the processes where they are: sockets stay open and nobody answers. */
  hang(pids?: readonly number[]): void
  /** Lets processes that hang go on. */
  goOn(): void
  /** `kill -9` of the first process; the others notice and end. */
  kill(): void
}

/** `dataDir`: of the server. Call `goOn` in a `finally`: processes that hang outlive a test. */
export function postgresProcesses(dataDir: string): PostgresProcesses {
  const pidFile = join(dataDir, 'postgres/postmaster.pid')
  const hanging = new Set<number>()
  const all = () => {
    const first = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
    const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    const others = table
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter(([, parent]) => parent === first)
      .map(([pid]) => pid!)
    return { first, others }
  }
  const signal = (pid: number, name: NodeJS.Signals) => {
    try {
      process.kill(pid, name)
    } catch {
      // It has ended meanwhile.
    }
  }
  return {
    all,
    hang(pids) {
      const { first, others } = all()
      for (const pid of pids ?? [first, ...others]) {
        hanging.add(pid)
        signal(pid, 'SIGSTOP')
      }
    },
    goOn() {
      for (const pid of hanging) signal(pid, 'SIGCONT')
      hanging.clear()
    },
    kill: () => signal(all().first, 'SIGKILL'),
  }
}
