import type { BrowserContext, Request, Route, WebSocketRoute } from 'playwright-core'
import type { SeenDestination } from '@gatehouse/sites'
import { carriesCard } from './card-codings.ts'
import { cartWay } from './cart-ways.ts'
import type { SyntheticCard } from './synthetic-card.ts'

/** What was stopped on its way before any card was typed, and how the walk can go on without it. */
export interface StoppedForm {
  /** Asked for with GET instead. */
  readonly insteadUrl: string
}

/** What a walk saw leave, or try to. */
export interface Traffic {
  readonly destinations: readonly SeenDestination[]
  /** Addresses that pages loaded from, with their queries. */
  readonly loaded: ReadonlySet<string>
  /** Requests under way, when one last began or ended, and how many asked for a page so far. */
  readonly activity: { pending: number; changedAtMs: number; pages: number }
  /** From here on everything is recorded and stopped. */
  seal(): void
  /** The last form that was stopped since it was asked for. */
  takeStoppedForm(): StoppedForm | null
}

const DESTINATIONS_MAX = 200
/** Bytes of one walk that are looked through for the card: the server has other work too. */
const SCANNED_MAX = 16 * 1_048_576
const LOADED_MAX = 600
const URL_LENGTH_MAX = 2000
const BODY_MAX = 1_048_576
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
/** One transparent pixel: what pictures show is read by nobody here. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
/** Nothing that a walk needs. */
const NOT_LOADED = new Set(['media', 'font', 'texttrack', 'manifest'])

/**
 * Stands in front of everything that pages of a context send. What would write is recorded and
 * answered here; so is everything once a card may be in it. The proxy is the wall behind this.
 */
export async function recordTraffic(
  context: BrowserContext,
  {
    card,
    processorOf,
  }: { readonly card: SyntheticCard; readonly processorOf: (host: string) => string | null },
): Promise<Traffic> {
  const destinations = new Map<string, SeenDestination>()
  const loaded = new Set<string>()
  const activity = { pending: 0, changedAtMs: performance.now(), pages: 0 }
  let isSealed = false
  let scanned = 0
  let stopped: StoppedForm | null = null

  const record = (
    url: string,
    method: string,
    channel: SeenDestination['channel'],
    sent: string | Uint8Array,
  ) => {
    const place = placeOf(url)
    if (place === null) return
    const key = `${place.url} ${method} ${channel}`
    const known = destinations.get(key)
    if (known?.hasCard === true || (known === undefined && destinations.size >= DESTINATIONS_MAX))
      return
    scanned += url.length + sent.length
    const isLooked = isSealed && scanned <= SCANNED_MAX
    const hasCard = isLooked && (carriesCard(url, card) || carriesCard(sent, card))
    if (known !== undefined && !hasCard) return
    destinations.set(key, {
      ...place,
      method,
      channel,
      hasCard,
      processor: processorOf(place.host),
    })
  }

  async function meet(route: Route): Promise<void> {
    const request = route.request()
    const url = request.url()
    const method = request.method()
    if (!isSealed && SAFE.has(method)) return pass(route, request)
    const body = request.postDataBuffer()?.subarray(0, BODY_MAX) ?? Buffer.alloc(0)
    record(url, method, channelOf(request), Buffer.concat([body, headerBytes(request)]))
    if (!isSealed) stopped = insteadOf(request, body.toString('utf8')) ?? stopped
    return answer(route, request)
  }

  async function pass(route: Route, request: Request): Promise<void> {
    const url = request.url()
    if (/^https?:/.test(url) && loaded.size < LOADED_MAX) loaded.add(url.slice(0, URL_LENGTH_MAX))
    const type = request.resourceType()
    if (NOT_LOADED.has(type)) return route.abort('blockedbyclient')
    if (type === 'image') return route.fulfill({ contentType: 'image/gif', body: PIXEL })
    return route.continue()
  }

  context.on('request', (request) => {
    activity.pending += 1
    if (request.isNavigationRequest()) activity.pages += 1
    activity.changedAtMs = performance.now()
  })
  const ended = () => {
    activity.pending = Math.max(0, activity.pending - 1)
    activity.changedAtMs = performance.now()
  }
  context.on('requestfinished', ended)
  context.on('requestfailed', ended)
  await context.route('**/*', (route) => meet(route).catch(() => {}))
  await context.routeWebSocket(/.*/, (socket: WebSocketRoute) => {
    record(socket.url(), 'GET', 'websocket', '')
    // It is never connected: the page speaks to us.
    socket.onMessage((message) => record(socket.url(), 'SEND', 'websocket', message))
  })
  return {
    get destinations() {
      return [...destinations.values()]
    },
    loaded,
    activity,
    seal: () => void (isSealed = true),
    takeStoppedForm() {
      const form = stopped
      stopped = null
      return form
    },
  }
}

/** A page that is answered goes on, and shows what it would have done next. */
function answer(route: Route, request: Request): Promise<void> {
  const type = request.resourceType()
  // Any other failure than this one would put an error page in the place of the shop's.
  if (request.isNavigationRequest()) return route.abort('aborted')
  if (type !== 'fetch' && type !== 'xhr') return route.abort('blockedbyclient')
  const origin = request.headers()['origin'] ?? '*'
  return route.fulfill({
    status: 200,
    headers: {
      'content-type': 'application/json',
      'access-control-allow-origin': origin,
      ...(origin === '*' ? {} : { 'access-control-allow-credentials': 'true' }),
    },
    body: '{"success":true,"ok":true,"status":"success"}',
  })
}

function channelOf(request: Request): SeenDestination['channel'] {
  if (request.isNavigationRequest()) return SAFE.has(request.method()) ? 'navigation' : 'form'
  switch (request.resourceType()) {
    case 'fetch':
    case 'xhr':
      return 'fetch'
    case 'ping':
      return 'beacon'
    case 'websocket':
      return 'websocket'
    default:
      return 'other'
  }
}

const QUERY_LENGTH_MAX = 2000

/** A cart that can be filled by an address, else the form's own address with its fields. */
function insteadOf(request: Request, body: string): StoppedForm | null {
  const url = new URL(request.url())
  const way = cartWay(url, body)
  if (way !== null) return { insteadUrl: url.origin + way }
  if (!isMainNavigation(request)) return null
  const isPlain = /urlencoded/.test(request.headers()['content-type'] ?? '')
  if (isPlain && body !== '') {
    url.search += (url.search === '' ? '' : '&') + body.slice(0, QUERY_LENGTH_MAX)
  }
  return { insteadUrl: url.href }
}

function isMainNavigation(request: Request): boolean {
  try {
    return request.isNavigationRequest() && request.frame().parentFrame() === null
  } catch {
    // Its frame is not there yet, or no more.
    return false
  }
}

/** Headers carry data too. */
function headerBytes(request: Request): Buffer {
  const values = Object.entries(request.headers()).filter(([name]) => name !== 'user-agent')
  return Buffer.from(`\n${values.map(([name, value]) => `${name}: ${value}`).join('\n')}`)
}

function placeOf(text: string): { url: string; host: string } | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (!/^(?:https?|wss?):$/.test(url.protocol)) return null
  return {
    url: `${url.protocol}//${url.host}${url.pathname}`.slice(0, URL_LENGTH_MAX),
    host: url.hostname,
  }
}
