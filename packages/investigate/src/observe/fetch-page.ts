import type { Fetched, HostileDoor } from '@gatehouse/egress'
import type { FetchedPage } from '@gatehouse/sites'
import { decodeHtml } from './decode-html.ts'
import { failedLook, type Look } from './failure.ts'

export const PAGE_LIMITS = {
  /** Of the page, after decompression. */
  bytesMax: 2 * 1024 * 1024,
  contentTypes: ['text/html', 'application/xhtml+xml', 'text/plain', ''],
  timeoutMs: 12_000,
  redirectsMax: 8,
} as const

/** The user agent of a browser that many people have. */
export const SHOPPER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36'

/**
 * Says what it is, with the words by which sites tell crawlers from people. It takes no search
 * engine's name: that would be a lie about who is asking.
 */
const CRAWLER_AGENT = 'Mozilla/5.0 (compatible; GatehouseBot/1.0; crawler spider)'

const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const HEADERS: Readonly<Record<FetchedPage['seenAs'], Readonly<Record<string, string>>>> = {
  crawler: { 'user-agent': CRAWLER_AGENT, accept: ACCEPT },
  shopper: {
    'user-agent': SHOPPER_AGENT,
    accept: ACCEPT,
    'accept-language': 'en-US,en;q=0.9',
    'upgrade-insecure-requests': '1',
    'sec-fetch-dest': 'document',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-site': 'none',
    'sec-fetch-user': '?1',
  },
}

/**
 * Fetches one page as one kind of visitor. An error page is a page too: `status` says so. Scripts
 * are not run and a redirect inside the page is not followed. Never throws for what a server does.
 */
export async function fetchPage(
  { door, nowMs }: { readonly door: HostileDoor; readonly nowMs: () => number },
  url: string,
  seenAs: FetchedPage['seenAs'],
  signal?: AbortSignal,
): Promise<Look<FetchedPage>> {
  let fetched: Fetched
  try {
    fetched = await door.fetch(url, {
      headers: HEADERS[seenAs],
      limits: PAGE_LIMITS,
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    return failedLook(error)
  }
  const headers = new Map([...fetched.headers].map(([name, values]) => [name, values.join(', ')]))
  return {
    state: 'seen',
    observation: {
      url,
      finalUrl: fetched.url,
      status: fetched.status,
      headers,
      html: decodeHtml(fetched.body, headers.get('content-type') ?? ''),
      seenAs,
      hops: fetched.hops.map((hop) => ({ url: hop.url, status: hop.status, address: hop.address })),
      observedAtMs: nowMs(),
    },
  }
}
