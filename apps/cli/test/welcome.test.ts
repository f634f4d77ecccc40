/** What `gatehouse serve` prints works where it is printed. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { START_TIMEOUT_MS } from './own-server.ts'
import { inTree, linkTables } from './terminal.ts'

it(
  'names the example and the key by paths that lead there from where the person stands',
  async () => {
    // The working directory of a process has no links in it.
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "gatehouse it's mine-")))
    const dataDir = join(folder, 'data')
    linkTables(dataDir)
    const server = spawn(process.execPath, [inTree('bin/gatehouse.mjs'), 'serve'], {
      cwd: folder,
      env: { ...process.env, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      let printed = ''
      for await (const chunk of server.stdout.setEncoding('utf8')) {
        printed += chunk as string
        if (printed.includes('Stop: Ctrl-C')) break
      }
      const command = printed.slice(printed.indexOf('curl'), printed.indexOf('\n\nWhat it can do'))
      const example = /-d @(\S+)/.exec(command)![1]!
      const key = /\$\(cat (.+?)\)/.exec(command)![1]!
      expect(resolve(folder, example)).toBe(inTree('examples/first-order.json'))
      expect(key).toBe('data/api-key')
      const url = /curl -s (\S+)/.exec(command)![1]!
      const decided = await fetch(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${readFileSync(resolve(folder, key), 'utf8').trim()}`,
          'content-type': 'application/json',
        },
        body: readFileSync(resolve(folder, example)),
      })
      expect(decided.status).toBe(200)
    } finally {
      // Leaving the loop has closed the pipe: nobody reads what it says on its way out.
      const ended = new Promise((done) => server.once('exit', done))
      server.kill('SIGTERM')
      expect(await ended).toBe(0)
      rmSync(folder, { recursive: true, force: true })
    }
  },
  START_TIMEOUT_MS,
)
