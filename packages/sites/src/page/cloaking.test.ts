import { describe, expect, it } from 'vitest'
import type { PageObservation } from '../observation/page.ts'
import { cloakingFindings } from './cloaking.ts'
import { pageReading } from './page-reading.ts'
import { readPage } from './read-page.ts'

const URL_SEEN = 'https://www.shop.test/'

function view(html: string, more: Partial<PageObservation> = {}): PageObservation {
  const { status = 200, finalUrl = URL_SEEN } = more
  const host = /\/\/([^/]+)/.exec(finalUrl)![1]!
  const { skeleton, edges, findings } = readPage(html, { host, domain: host, status })
  return {
    url: URL_SEEN,
    finalUrl,
    status,
    seenAs: 'shopper',
    skeleton,
    edges,
    findings,
    observedAtMs: 1,
    ...more,
  }
}

const codes = (crawler: PageObservation, shopper: PageObservation) =>
  cloakingFindings({ ...crawler, seenAs: 'crawler' }, shopper).map(({ code }) => code.slice(5))

const card = (at: number) =>
  `<article class="card product"><div class="media"></div><div class="body"><h3 class="name">${at}</h3><div class="price">9</div><button class="buy">Buy</button></div></article>`
const section = (name: string) =>
  `<section class="block ${name}"><div class="wrap"><h2>${name}</h2><ul class="${name}-list"><li><p>x</p></li></ul></div></section>`

/** An ordinary shop, with what a shop changes from visitor to visitor. */
function shop({ cards = 12, banner = '', hero = 'slider', footer = '' } = {}): string {
  return `<script src="/js/shop.js"></script><link rel="stylesheet" href="/css/shop.css">${banner}
    <header class="top"><nav class="menu"><ul><li>a</li></ul></nav></header>${section(hero)}
    <main class="grid">${Array.from({ length: cards }, (_, at) => card(at)).join('')}</main>
    ${section('news')}${section('about')}<footer class="foot"><div class="cols"><p>x</p></div>${footer}</footer>`
}

const harmless = `<article class="post"><header><h1>Ten tips for runners</h1></header><div class="content">
  ${'<p>words</p><figure class="pic"><figcaption>x</figcaption></figure>'.repeat(8)}</div><aside class="side"><ul class="tags"><li>a</li></ul></aside></article>`
const trap = `<div class="box login-box"><h1>Sign in</h1><form method="post" action="post.php"><div class="field"><input name="user"></div>
  <div class="field"><input type="password" name="pass"></div><label><input type="checkbox"></label><button class="go">Go</button></form>
  <table class="rows"><tbody>${'<tr><td>x</td></tr>'.repeat(8)}</tbody></table></div>`

describe('a page seen as a crawler and as a shopper', () => {
  it('is cloaked when a shopper alone is asked for a secret, on another page', () => {
    expect(codes(view(harmless), view(trap))).toEqual(['CLOAKED_FORM', 'CLOAKED_CONTENT'])
  })

  it('is cloaked when they are led to different sites', () => {
    const crawler = view(harmless, { finalUrl: 'https://www.wikipedia.test/' })
    expect(codes(crawler, view(trap))).toContain('CLOAKED_HOST')
  })

  it('is cloaked when crawlers get a parked page', () => {
    expect(codes(view('<h1>This domain is for sale</h1>'), view(shop()))).toEqual([
      'CLOAKED_CONTENT',
    ])
  })

  it('is a little suspicious when crawlers get an error', () => {
    expect(codes(view('<h1>403 Forbidden</h1>', { status: 403 }), view(trap))).toEqual([
      'CLOAKED_STATUS',
    ])
  })

  it('counts in the reading of the layer', () => {
    const reading = pageReading([view(harmless, { seenAs: 'crawler' }), view(trap)])
    if (reading.state !== 'read') throw new Error('not read')
    expect(reading.findings.map(({ code }) => code)).toContain('PAGE_CLOAKED_FORM')
    const plain = pageReading([view(trap)])
    expect(reading.logOdds).toBeGreaterThan(plain.state === 'read' ? plain.logOdds : Infinity)
  })

  it.each<[string, PageObservation, PageObservation]>([
    ['another variant of a test', view(shop()), view(shop({ hero: 'video' }))],
    [
      'a banner about cookies',
      view(shop()),
      view(
        shop({
          banner: '<div class="cookies"><p>ok?</p><button>Yes</button><button>No</button></div>',
        }),
      ),
    ],
    [
      'a banner by country',
      view(shop({ banner: '<div class="geo"><select><option>DE</option></select></div>' })),
      view(shop()),
    ],
    ['more products', view(shop({ cards: 4 })), view(shop({ cards: 40 }))],
    [
      'a chat box',
      view(shop()),
      view(
        shop({
          footer: '<div class="chat"><form><textarea></textarea><button>Send</button></form></div>',
        }),
      ),
    ],
    [
      'the shop of the country',
      view(shop(), { finalUrl: 'https://www.shop.example/' }),
      view(shop(), { finalUrl: 'https://www.shop.de/' }),
    ],
    ['a mobile host', view(shop(), { finalUrl: 'https://m.shop.test/' }), view(shop())],
    [
      'a test for robots',
      view('<title>Just a moment...</title><p>Verify you are human</p>'),
      view(shop()),
    ],
    ['the same log-in page', view(trap), view(trap)],
    ['an outage', view(shop()), view('<h1>Bad gateway</h1>', { status: 502 })],
    [
      'scripts that had run only once',
      view('<div id="root"></div><script src="/app.js"></script>'),
      view(trap, { rendered: true }),
    ],
  ])('is not cloaked by %s', (_, crawler, shopper) => {
    expect(codes(crawler, shopper)).toEqual([])
  })
})
