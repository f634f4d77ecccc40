import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface RunningServer {
  readonly url: string
  readonly process: ChildProcess
}

/** What `npm start` gives to Node: see docs/how-to/run-the-server.md. */
function nodeFlags(): string[] {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: { start: string }
  }
  return manifest.scripts.start.split(' ').filter((word) => word.startsWith('--'))
}

/** Starts the command line in a process of its own, and waits until it says that it is ready. */
export async function startServer(
  args: readonly string[],
  env: Record<string, string>,
): Promise<RunningServer> {
  const entry = join(root, 'bin/gatehouse.mjs')
  const child = spawn(process.execPath, [...nodeFlags(), entry, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended (${code}): ${said}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const at = /ready at (http:\/\/\S+)/.exec(said)?.[1]
      if (at !== undefined) resolve(at.replace('localhost', '127.0.0.1'))
    })
  })
  return { url, process: child }
}

export async function stopServer({ process: child }: RunningServer): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}
