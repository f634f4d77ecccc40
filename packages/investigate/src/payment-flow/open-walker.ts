import { openPublicConnections, type HostileDoorParts } from '@gatehouse/egress'
import { processorOf, type PaymentFlowObservation } from '@gatehouse/sites'
import { SHOPPER_AGENT } from '../observe/fetch-page.ts'
import type { Look } from '../observe/failure.ts'
import {
  browserUser,
  findChromium,
  startBrowser,
  type BrowserEnd,
  type BrowserProcess,
  type BrowserUser,
} from './browser-process.ts'
import { openFilteringProxy, type FilteringProxy } from './filtering-proxy.ts'
import { syntheticCard } from './synthetic-card.ts'
import { recordTraffic, type Traffic } from './traffic.ts'
import { newWalkState, observationOf } from './walk-state.ts'
import { walk } from './walk.ts'

export interface WalkerParts extends HostileDoorParts {
  /** Path of Chromium; looked for when absent. `null`: there is none. */
  readonly executable?: string | null
  /** Whom it runs as; where this process is root, `gatehouse-browser` or nobody when absent. */
  readonly user?: BrowserUser | null
  /** For profiles, where the browser's user may pass; the system's for temporary files when absent. */
  readonly folder?: string
  /** Milliseconds for one walk, {@link WALKER_LIMITS.walkMs} when absent. */
  readonly walkMs?: number
  readonly nowMs: () => number
}

/** A walk and, where it was asked for, a picture of where it ended. */
export interface Walked {
  readonly look: Look<PaymentFlowObservation>
  /** PNG, 2 MB at most. */
  readonly screenshot: Uint8Array | null
}

/** Walks through shops with a card that nobody has, and lets nothing of it out. */
export interface Walker {
  /** Never throws for what a site does. `failed`: `no_browser`, `browser_failed`, `busy`, `aborted`. */
  walk(
    url: string,
    options?: { readonly screenshot?: boolean; readonly signal?: AbortSignal },
  ): Promise<Walked>
  /** Ends all browsers; walks under way end with them. */
  close(): Promise<void>
}

export const WALKER_LIMITS = {
  /** Browsers at once, each with one walk. */
  browsers: 2,
  /** Walks that wait for a browser. */
  waiting: 500,
  /** From the first page to the last; then the browser is killed. */
  walkMs: 45_000,
  /** A browser that has walked so often is replaced. */
  walksPerBrowser: 25,
  /** A browser that nobody needs is ended. */
  idleMs: 20_000,
  popups: 3,
  screenshotBytes: 2 * 1024 * 1024,
} as const

interface Slot {
  process: BrowserProcess | null
  walks: number
  idle: NodeJS.Timeout | null
}

export function openWalker(parts: WalkerParts): Walker {
  const { executable = findChromium(), user = browserUser(), nowMs } = parts
  const { walkMs = WALKER_LIMITS.walkMs } = parts
  const free: Slot[] = Array.from({ length: WALKER_LIMITS.browsers }, () => ({
    process: null,
    walks: 0,
    idle: null,
  }))
  const all = [...free]
  const waiting: ((slot: Slot) => void)[] = []
  /** What belongs to no walk goes nowhere. */
  let nowhere: Promise<FilteringProxy> | null = null
  let isClosed = false

  function take(): Promise<Slot> | null {
    const slot = free.pop()
    if (slot !== undefined) return Promise.resolve(slot)
    if (waiting.length >= WALKER_LIMITS.waiting) return null
    return new Promise((resolve) => waiting.push(resolve))
  }

  function giveBack(slot: Slot): void {
    const next = waiting.shift()
    if (next !== undefined) return next(slot)
    free.push(slot)
    slot.idle = setTimeout(() => void end(slot), WALKER_LIMITS.idleMs)
    slot.idle.unref()
  }

  async function end(slot: Slot): Promise<void> {
    const { process } = slot
    slot.process = null
    slot.walks = 0
    await process?.close()
  }

  async function browserOf(slot: Slot): Promise<BrowserProcess> {
    if (slot.idle !== null) clearTimeout(slot.idle)
    slot.idle = null
    if (slot.walks >= WALKER_LIMITS.walksPerBrowser) await end(slot)
    if (slot.process === null) {
      nowhere ??= openFilteringProxy(openPublicConnections(parts)).then((proxy) => {
        proxy.seal()
        return proxy
      })
      const { port: proxyPort } = await nowhere
      const { folder } = parts
      const started = await startBrowser({
        executable: executable!,
        user,
        proxyPort,
        ...(folder === undefined ? {} : { folder }),
      })
      slot.process = started
      void started.gone.then(() => {
        if (slot.process === started) slot.process = null
      })
    }
    slot.walks += 1
    return slot.process
  }

  async function walkIn(
    slot: Slot,
    url: string,
    wantsPicture: boolean,
    signal: AbortSignal | undefined,
  ): Promise<Walked> {
    if (signal?.aborted === true) return notWalked('aborted')
    let browser: BrowserProcess
    try {
      browser = await browserOf(slot)
    } catch {
      return notWalked('browser_failed')
    }
    const proxy = await openFilteringProxy(openPublicConnections(parts))
    const state = newWalkState()
    let traffic: Traffic | null = null
    let screenshot: Uint8Array | null = null
    const work = async (): Promise<'done'> => {
      const context = await browser.browser.newContext({
        proxy: { server: `http://127.0.0.1:${proxy.port}`, bypass: '<-loopback>' },
        serviceWorkers: 'block',
        acceptDownloads: false,
        // A certificate that does not hold is an observation, and no card goes over it.
        ignoreHTTPSErrors: true,
        userAgent: SHOPPER_AGENT,
        locale: 'en-US',
        viewport: { width: 1280, height: 800 },
        permissions: [],
      })
      const card = syntheticCard(nowMs())
      traffic = await recordTraffic(context, {
        card,
        processorOf: (host) => processorOf(host)?.key ?? null,
      })
      const page = await context.newPage()
      page.on('dialog', (dialog) => {
        const answer = dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss()
        answer.catch(() => {})
      })
      context.on('page', (popup) => {
        if (context.pages().length > WALKER_LIMITS.popups) popup.close().catch(() => {})
      })
      await walk(url, state, { page, traffic, card, seal: () => proxy.seal(), nowMs })
      if (wantsPicture) {
        const picture = await page.screenshot({ timeout: 3000 }).catch(() => null)
        if (picture !== null && picture.length <= WALKER_LIMITS.screenshotBytes)
          screenshot = picture
      }
      await context.close()
      return 'done'
    }
    const ended = await endOf(work(), browser.gone, walkMs, signal)
    if (ended !== 'done') {
      state.problem = ended
      await end(slot)
    }
    await proxy.close()
    if (proxy.refusals.some(({ why }) => why === 'limit')) state.problem ??= 'limit'
    const observation = observationOf(url, state, traffic, nowMs())
    return { look: { state: 'seen', observation }, screenshot }
  }

  return {
    async walk(url, { screenshot = false, signal } = {}) {
      if (executable === null) return notWalked('no_browser')
      const slot = isClosed ? null : await take()
      if (slot === null) return notWalked('busy')
      try {
        return await walkIn(slot, url, screenshot, signal)
      } finally {
        giveBack(slot)
      }
    },
    async close() {
      isClosed = true
      await Promise.all(all.map(end))
      for (const slot of all) if (slot.idle !== null) clearTimeout(slot.idle)
      await (await nowhere)?.close()
    },
  }
}

function notWalked(reason: string): Walked {
  return { look: { state: 'failed', reason }, screenshot: null }
}

/** The walk's end, or why it was ended. */
function endOf(
  work: Promise<'done'>,
  gone: Promise<BrowserEnd>,
  walkMs: number,
  signal: AbortSignal | undefined,
): Promise<'done' | 'timeout' | 'aborted' | BrowserEnd> {
  return new Promise((settle) => {
    const timer = setTimeout(() => settle('timeout'), walkMs)
    const abort = () => finish('aborted')
    const finish = (result: 'done' | 'aborted' | BrowserEnd) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      settle(result)
    }
    signal?.addEventListener('abort', abort, { once: true })
    // A walk that fails in a way that nobody foresaw has crashed, whoever is to blame.
    work.then(finish, () => finish('crashed'))
    void gone.then(finish)
  })
}
