/** Pages that want to hurt whoever looks at them: every walk ends typed, and the next one walks. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { directShop, startFakeSites, type FakeSite } from '@gatehouse/testkit'
import { describe, expect, it } from 'vitest'
import { openWalker } from '../src/index.ts'

const isInstalled = existsSync('/usr/lib/chromium/chromium')
if (!isInstalled) console.warn('SKIPPED: hostile pages need the Debian package chromium')

const WALK_MS = 4000
const script = (code: string) => `<!doctype html><body><h1>Gold</h1><script>${code}</script></body>`
const PAGES: Readonly<Record<string, string | FakeSite>> = {
  'loop.com': script('for (;;);'),
  'alert.com': script('for (;;) alert(1)'),
  'window.com': script('setInterval(() => window.open(location.href + "?" + Math.random()), 1)'),
  'history.com': script(
    'setInterval(() => { for (let n = 0; n < 50; n++) history.pushState(null, "", "?" + Math.random()) }, 1)',
  ),
  'reload.com': script('setInterval(() => location.reload(), 30)'),
  'write.com': script('setInterval(() => document.write("<p>more</p>".repeat(1000)), 5)'),
  'memory.com': script(
    'const all = []; setInterval(() => all.push(new Uint8Array(30000000).fill(1)), 1)',
  ),
  'workers.com': script(
    'for (let n = 0; n < 300; n++) new Worker(URL.createObjectURL(new Blob(["for(;;);"])))',
  ),
  'leave.com': script(
    'onbeforeunload = () => "stay"; setTimeout(() => location.href = "/next", 50)',
  ),
  'deep.com': '<div>'.repeat(100_000),
  'survey.com': script(
    'Array.prototype.push = () => { throw 1 }; JSON.stringify = () => "x".repeat(1e7)',
  ),
  'login.com': (_request, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end('no')
    return undefined
  },
  'download.com': (_request, response) => {
    response.writeHead(200, {
      'content-type': 'application/zip',
      'content-disposition': 'attachment',
    })
    const pour = setInterval(() => response.write(Buffer.alloc(1_000_000)), 5)
    response.on('close', () => clearInterval(pour))
    return undefined
  },
  'silent.com': () => undefined,
}

describe.skipIf(!isInstalled)('pages that want to hurt (Debian package chromium)', () => {
  it(
    'end in time, leave nothing behind, and the next walk goes as if nothing had been',
    { timeout: 180_000 },
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'gatehouse-hostile-'))
      // The browser's user passes through it.
      await chmod(folder, 0o711)
      const sites = await startFakeSites()
      for (const [host, page] of Object.entries(PAGES)) {
        sites.set(host, typeof page === 'string' ? { '/': page } : page)
      }
      sites.set('gold-shop.com', directShop('/save.php'))
      const { resolver, dialer } = sites
      const walker = openWalker({
        resolver,
        dialer,
        ownAddresses: () => new Set(),
        folder,
        walkMs: WALK_MS,
        nowMs: Date.now,
      })
      try {
        const problems = new Map<string, string | null>()
        const slow: string[] = []
        await Promise.all(
          Object.keys(PAGES).map(async (host) => {
            const { look } = await walker.walk(`http://${host}/`)
            if (look.state !== 'seen') throw new Error(`${host}: ${look.reason}`)
            const { steps, problem, observedAtMs } = look.observation
            problems.set(host, problem)
            const startedMs = steps[0]?.atMs ?? observedAtMs
            if (observedAtMs - startedMs > WALK_MS + 5000) slow.push(host)
          }),
        )
        expect([...problems].filter(([, problem]) => problem === null)).toEqual([])
        expect(slow).toEqual([])
        const { look } = await walker.walk('http://gold-shop.com/')
        expect(look).toMatchObject({ state: 'seen', observation: { reached: 'submitted' } })
      } finally {
        await walker.close()
        await sites.close()
      }
      expect(await readdir(folder)).toEqual([])
      const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      expect(processes.split('\n').filter((line) => line.includes(folder))).toEqual([])
      await rm(folder, { recursive: true })
    },
  )
})
