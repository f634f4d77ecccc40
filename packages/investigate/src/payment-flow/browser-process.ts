import { existsSync, readFileSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'

/** Whom the browser runs as. */
export interface BrowserUser {
  readonly uid: number
  readonly gid: number
}

export interface BrowserOptions {
  /** Chromium itself, not a script that starts it. */
  readonly executable: string
  /** `null`: as this process does, which must not be root then. */
  readonly user: BrowserUser | null
  /** Where its own folder is made; the system's for temporary files when absent. */
  readonly folder?: string
  /** A proxy on loopback for what belongs to no walk. */
  readonly proxyPort: number
}

export type BrowserEnd = 'memory' | 'crashed' | 'closed'

/** One Chromium with its sandbox on, a fresh profile, and an end that nothing in it can put off. */
export interface BrowserProcess {
  readonly browser: Browser
  /** Settles when it is gone, with why. */
  readonly gone: Promise<BrowserEnd>
  /** Ends every process of it at once. */
  kill(): void
  close(): Promise<void>
}

export const BROWSER_LIMITS = {
  /** Memory of all its processes that they share with nobody. */
  memoryBytesMax: 1_200 * 1024 * 1024,
  /** Of the scripts of one page, in megabytes. */
  scriptHeapMb: 384,
  launchMs: 20_000,
  watchMs: 500,
} as const

const PLACES = [
  '/usr/lib/chromium/chromium',
  '/usr/lib/chromium-browser/chromium-browser',
  '/opt/google/chrome/chrome',
  '/usr/bin/chromium',
]
/** `nobody`, where the operator has made no user for it. */
const NOBODY: BrowserUser = { uid: 65_534, gid: 65_534 }
export const BROWSER_USER_NAME = 'gatehouse-browser'

/** @returns `null`: there is none in the places where systems put it */
export function findChromium(): string | null {
  return PLACES.find((place) => existsSync(place)) ?? null
}

/** Root does not run a browser: its own user is `gatehouse-browser` where it exists, else nobody. */
export function browserUser(): BrowserUser | null {
  if (process.getuid?.() !== 0) return null
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${BROWSER_USER_NAME}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid === undefined ? NOBODY : { uid: Number(uid), gid: Number(gid) }
}

/**
 * Flags that were tried against a page that uses every channel a browser has: everything comes to the
 * proxy, loopback too; nothing is resolved or sent over UDP beside it.
 */
const FLAGS = [
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
  // The name of this switch has changed between versions; Chromium 150 heeds the first alone.
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-quic',
  '--disable-3d-apis',
  '--disable-gpu',
  '--disable-software-rasterizer',
  '--disable-breakpad',
  '--disable-crash-reporter',
  '--no-pings',
  '--disable-blink-features=AutomationControlled',
  `--js-flags=--max-old-space-size=${BROWSER_LIMITS.scriptHeapMb}`,
]

/** @throws Error where Chromium does not start, without its sandbox for example */
export async function startBrowser(options: BrowserOptions): Promise<BrowserProcess> {
  const { executable, user, proxyPort } = options
  if (user === null && process.getuid?.() === 0) {
    throw new Error('a browser is not run as root: name a user for it')
  }
  const folder = await mkdtemp(join(options.folder ?? tmpdir(), 'gatehouse-browser-'))
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 })
  let browser: Browser
  try {
    // 10 MB of heap that only who walks needs.
    const { chromium } = await import('playwright-core')
    browser = await chromium.launch({
      executablePath: await launcherIn(folder, executable, user),
      chromiumSandbox: true,
      headless: true,
      proxy: { server: `http://127.0.0.1:${proxyPort}`, bypass: '<-loopback>' },
      args: FLAGS,
      timeout: BROWSER_LIMITS.launchMs,
      handleSIGHUP: false,
      handleSIGINT: false,
      handleSIGTERM: false,
    })
  } catch (error) {
    await remove()
    throw error
  }
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8'))
  const kill = () => {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It is gone already.
    }
  }
  let why: BrowserEnd = 'crashed'
  const watch = setInterval(() => {
    void memoryOf(pid).then((bytes) => {
      if (bytes <= BROWSER_LIMITS.memoryBytesMax) return
      why = 'memory'
      kill()
    })
  }, BROWSER_LIMITS.watchMs)
  watch.unref()
  const gone = new Promise<BrowserEnd>((resolve) => {
    browser.once('disconnected', () => {
      clearInterval(watch)
      kill()
      void remove().then(
        () => resolve(why),
        () => resolve(why),
      )
    })
  })
  return {
    browser,
    gone,
    kill,
    async close() {
      why = 'closed'
      kill()
      await gone
    },
  }
}

/**
 * A script that becomes Chromium: it leaves its process id, gives up root for good, and puts the
 * profile into a folder that the browser's user owns. Of the same switch Chromium takes the last.
 */
async function launcherIn(
  folder: string,
  executable: string,
  user: BrowserUser | null,
): Promise<string> {
  const home = join(folder, 'home')
  await mkdir(home, { mode: 0o700 })
  await chmod(folder, 0o711)
  if (user !== null) await chown(home, user.uid, user.gid)
  const become =
    user === null
      ? ''
      : `setpriv --reuid ${user.uid} --regid ${user.gid} --clear-groups --inh-caps=-all `
  const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`
  const script = [
    '#!/bin/sh',
    `echo $$ > ${quoted(join(folder, 'pid'))}`,
    `cd ${quoted(home)}`,
    'ulimit -c 0',
    `exec ${become}env -i PATH=/usr/bin:/bin LANG=C.UTF-8 HOME=${quoted(home)} TMPDIR=${quoted(home)} ` +
      `${quoted(executable)} "$@" --user-data-dir=${quoted(join(home, 'profile'))}`,
    '',
  ].join('\n')
  const path = join(folder, 'launch')
  await writeFile(path, script, { mode: 0o755 })
  return path
}

/** Resident memory less what is shared, over the processes of one group; 0 where it cannot be read. */
async function memoryOf(group: number): Promise<number> {
  const PAGE_BYTES = 4096
  let pages = 0
  const ids = await readdir('/proc').catch(() => [])
  for (const id of ids) {
    if (!/^\d+$/.test(id)) continue
    try {
      const stat = readFileSync(`/proc/${id}/stat`, 'latin1')
      // The name may hold spaces: what follows its bracket is state, parent, group.
      if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) !== group) continue
      const [, resident, shared] = readFileSync(`/proc/${id}/statm`, 'latin1').split(' ')
      pages += Math.max(0, Number(resident) - Number(shared))
    } catch {
      // It has ended meanwhile.
    }
  }
  return pages * PAGE_BYTES
}
