import { createRandom } from '../random.ts'
import type { DrillSite } from './world.ts'

/** What a site of the drill answers for a path; `null`: there is no such page. */
export interface DrillPage {
  readonly html: string
}

const COLOURS = ['#0b6e4f', '#1d3557', '#7a1e5c', '#b5651d', '#264653', '#5a189a']
const SLOGANS = [
  'Own a share of the grid of tomorrow.',
  'Certified energy contracts with daily returns.',
  'Verified returns of 12% per year, paid daily.',
  'Trade energy like the professionals do.',
]
const PLANS = [
  ['Starter', 250],
  ['Growth', 1000],
  ['Premium', 5000],
] as const

/** @param seenAs the `User-Agent` that came with the request says who looks */
export function drillPage(
  site: DrillSite,
  path: string,
  seenAs: 'crawler' | 'shopper',
  apiKey: string,
): DrillPage | null {
  if (site.isCloaked && seenAs === 'crawler') return journalPage(site, path)
  switch (site.role) {
    case 'scam':
      return scamPage(site, path, apiKey)
    case 'scam_other_look':
      return otherLookPage(site, path, apiKey)
    case 'theme_shop':
    case 'own_shop':
      return shopPage(site, path)
    case 'energy_firm':
      return firmPage(site, path)
    case 'journal':
      return journalPage(site, path)
    case 'login':
      return loginPage(site, path)
  }
}

function page(title: string, head: string, body: string): DrillPage {
  return {
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>${head}</head><body>${body}</body></html>`,
  }
}

/** The operator's template: the same bones on every site, another skin. */
function scamPage(site: DrillSite, path: string, apiKey: string): DrillPage | null {
  const random = createRandom(site.look + 1)
  const colour = COLOURS[site.look % COLOURS.length]!
  const slogan = SLOGANS[site.look % SLOGANS.length]!
  const head = `<style>:root{--c:${colour}}body{font-family:sans-serif}</style><script>window.FEED={key:"${apiKey}",url:"https://api.commodity-prices.example/v1/latest"}</script><script src="/js/feed-${site.look}.js"></script><script src="/js/countdown.js"></script>`
  const top = `<header class="hd-${site.look}0"><nav class="nav"><a class="logo" href="/"><img src="/img/${site.look}.svg" alt=""><b>${site.brand}</b></a><ul><li><a href="/plans">Plans</a></li><li><a href="/about">About</a></li></ul></nav></header>`
  const banner = random.chance(0.3) ? '<div class="promo"><p>New: bonus week.</p></div>' : ''
  const foot = `<footer class="ft"><p>${site.brand} 2026</p></footer>`
  const plans = PLANS.map(
    ([name, price]) =>
      `<article class="plan"><h3>${name}</h3><p class="yield">12%/yr guaranteed</p><p>from $${price}</p><a class="btn" href="/plan/${name.toLowerCase()}">Invest now</a></article>`,
  ).join('')
  const main = `<main><section class="hero"><h1>${slogan}</h1><div class="countdown" data-end="172800"><span>47</span>:<span>59</span>:<span>59</span></div><table class="ticker"><tr><td>BRENT</td><td class="px">84.12</td></tr><tr><td>GAS</td><td class="px">31.40</td></tr></table></section><section class="plans">${plans}</section></main>`
  if (path === '/' || path === '/plans') {
    return page(`${site.brand} | Verified energy exchange`, head, `${top}${banner}${main}${foot}`)
  }
  if (path.startsWith('/plan/')) {
    const name = path.slice('/plan/'.length)
    const body = `${top}<main class="detail"><h1>${name} plan</h1><p class="yield">12%/yr guaranteed</p><form class="buy" action="/cart" method="get"><input type="hidden" name="plan" value="${name}"><label>Amount <input name="amount" type="number" value="250"></label><button class="btn" type="submit">Add to cart</button></form></main>${foot}`
    return page(`${name} | ${site.brand}`, head, body)
  }
  if (path === '/cart') {
    const body = `${top}<main class="cart"><h1>Your cart</h1><table><tr><td>Plan</td><td>$250</td></tr></table><a class="btn" href="/checkout">Proceed to checkout</a></main>${foot}`
    return page(`Cart | ${site.brand}`, head, body)
  }
  if (path === '/checkout') {
    const target = `//secure-pay.${site.domain}/collect`
    const body = `${top}<main class="checkout"><h1>Checkout</h1><form id="pay" action="${target}" method="post"><input name="full_name" placeholder="Full name" required><input name="email" type="email" placeholder="Email" required><input name="address" placeholder="Address" required><input name="city" placeholder="City" required><input name="zip" placeholder="Postcode" required><input name="cardnumber" inputmode="numeric" autocomplete="cc-number" placeholder="Card number" required><input name="exp" autocomplete="cc-exp" placeholder="MM/YY" required><input name="cvc" autocomplete="cc-csc" placeholder="CVC" required><button class="btn" type="submit">Pay now</button></form></main>${foot}`
    const send =
      site.look % 3 === 0
        ? `<script>document.addEventListener('submit',function(e){e.preventDefault();var f=new FormData(document.getElementById('pay'));fetch('${target}',{method:'POST',mode:'no-cors',body:new URLSearchParams(f)})})</script>`
        : ''
    return page(`Checkout | ${site.brand}`, head, `${body}${send}`)
  }
  if (path === '/about') {
    return page(
      `About | ${site.brand}`,
      head,
      `${top}<main><h1>About</h1><p>${slogan}</p></main>${foot}`,
    )
  }
  return null
}

/** The same operator with another look: other bones, the same key, the same way of taking cards. */
function otherLookPage(site: DrillSite, path: string, apiKey: string): DrillPage | null {
  const key = `<script>var cfg=JSON.parse('{"apiKey":"${apiKey}"}')</script>`
  const wrap = (title: string, body: string) =>
    page(
      `${title} - ${site.brand}`,
      key,
      `<div id="app"><div class="side"><h2>${site.brand}</h2><div><a href="/">Home</a></div><div><a href="/invest">Invest</a></div></div><div class="pane">${body}</div></div>`,
    )
  if (path === '/') {
    return wrap(
      'Home',
      `<h1>Energy income for everyone</h1><p>Earn up to 14% a year.</p><dl><dt>Members</dt><dd>18,204</dd><dt>Paid out</dt><dd>$4.1m</dd></dl><a role="button" href="/invest">Start investing</a>`,
    )
  }
  if (path === '/invest') {
    return wrap(
      'Invest',
      `<h1>Choose an amount</h1><form action="/cart" method="get"><select name="amount"><option>250</option><option>500</option></select><button>Add to cart</button></form>`,
    )
  }
  if (path === '/cart') {
    return wrap(
      'Cart',
      `<h1>Cart</h1><p>One contract</p><a role="button" href="/checkout">Checkout</a>`,
    )
  }
  if (path === '/checkout') {
    return wrap(
      'Checkout',
      `<form method="post" action="//pay.${site.domain}/c.php"><p><label>Name <input name="name" required></label></p><p><label>Email <input name="email" type="email" required></label></p><p><label>Card number <input name="pan" autocomplete="cc-number" required></label></p><p><label>Expiry <input name="exp" required></label></p><p><label>CVV <input name="cvv" required></label></p><button>Pay</button></form>`,
    )
  }
  return null
}

/** Shops with a theme that many bought look alike; their processor is a real one. */
function shopPage(site: DrillSite, path: string): DrillPage | null {
  const isTheme = site.role === 'theme_shop'
  const random = createRandom(site.look + 77)
  const classes = isTheme ? 'thm' : `s${random.below(1e6).toString(36)}`
  const merchant = `pk_live_${'0'.repeat(4)}${(site.look * 7919 + 104_729).toString(36).padStart(20, '5')}`
  const head = `<link rel="stylesheet" href="/theme.css"><script src="https://js.stripe.com/v3/"></script>`
  const filler = isTheme
    ? ''
    : Array.from({ length: random.below(6) + 1 }, (_, at) =>
        random.chance(0.5)
          ? `<div class="${classes}-b${at}"><p>${at}</p></div>`
          : `<aside><h4>${at}</h4><span></span></aside>`,
      ).join('')
  const top = `<header class="${classes}-header"><a href="/">${site.brand}</a><a href="/imprint">Imprint</a><a href="/terms">Terms</a><a href="/returns">Returns</a><a href="/cart">Cart</a></header>${filler}`
  const foot = `<footer class="${classes}-footer"><p>${site.brand}, Harbour Street 4, 20457 Hamburg. Phone +49 40 5550${String(site.look).padStart(3, '0')}. VAT DE${123_456_000 + site.look}</p></footer>`
  const items = Array.from({ length: isTheme ? 6 : random.below(7) + 2 }, (_, at) =>
    isTheme
      ? `<div class="${classes}-card"><img src="/p/${at}.jpg" alt="Item ${at}"><h3>Item ${at}</h3><span class="price">EUR ${19 + at}</span><a class="button" href="/product/${at}">View</a></div>`
      : `<article class="${classes}-i"><a href="/product/${at}"><picture><img src="/p/${at}.jpg" alt=""></picture>Item ${at}</a><b>EUR ${19 + at}</b></article>`,
  ).join('')
  if (path === '/')
    return page(site.brand, head, `${top}<main class="${classes}-grid">${items}</main>${foot}`)
  if (path.startsWith('/product/')) {
    return page(
      'Item',
      head,
      `${top}<main><h1>Item</h1><form action="/cart"><input type="hidden" name="id" value="1"><button>Add to cart</button></form></main>${foot}`,
    )
  }
  if (path === '/cart') {
    return page(
      'Cart',
      head,
      `${top}<main><h1>Cart</h1><a class="button" href="/checkout">Checkout</a></main>${foot}`,
    )
  }
  if (path === '/checkout') {
    const pay = `<form id="order" action="/order" method="post"><input name="email" type="email" placeholder="Email"><input name="name" placeholder="Name"><div id="card-element"></div><button>Pay now</button></form><script>var stripe=window.Stripe&&Stripe('${merchant}')</script>`
    return page('Checkout', head, `${top}<main><h1>Checkout</h1>${pay}</main>${foot}`)
  }
  if (['/imprint', '/terms', '/returns'].includes(path)) {
    return page(
      path.slice(1),
      head,
      `${top}<main><h1>${path.slice(1)}</h1><p>${site.brand} GmbH, Harbour Street 4.</p></main>${foot}`,
    )
  }
  return null
}

function firmPage(site: DrillSite, path: string): DrillPage | null {
  const random = createRandom(site.look + 991)
  const parts = Array.from({ length: random.below(5) + 2 }, (_, at) =>
    random.chance(0.5)
      ? `<section class="f${random.below(1e5).toString(36)}"><h2>Service ${at}</h2><p>We plan, build and maintain plants.</p><ul>${'<li>Plant</li>'.repeat(random.below(5) + 1)}</ul></section>`
      : `<figure><img src="/${at}.jpg" alt=""><figcaption>Plant ${at}</figcaption></figure>`,
  ).join('')
  if (!['/', '/imprint', '/contact'].includes(path)) return null
  return page(
    `${site.brand} | Energy services`,
    '',
    `<header><a href="/">${site.brand}</a><a href="/imprint">Imprint</a><a href="/contact">Contact</a></header><main>${parts}</main><footer>${site.brand} AG, Mill Road 9, 8005 Zurich, +41 44 555 0${String(site.look).padStart(3, '0')}</footer>`,
  )
}

function journalPage(site: DrillSite, path: string): DrillPage | null {
  const random = createRandom(site.look + 4242)
  if (path !== '/' && !path.startsWith('/post/')) return null
  const posts = Array.from({ length: random.below(8) + 2 }, (_, at) => {
    const paragraphs = '<p>A walk along the river, and what we cooked after it.</p>'.repeat(
      random.below(4) + 1,
    )
    return `<article><h2><a href="/post/${at}">Post ${at}</a></h2><time>2026-0${(at % 9) + 1}-11</time>${paragraphs}</article>`
  }).join('')
  const side = random.chance(0.5) ? `<aside><h3>About</h3><p>${site.brand}</p></aside>` : ''
  return page(site.brand, '', `<header><h1>${site.brand}</h1></header><main>${posts}</main>${side}`)
}

function loginPage(site: DrillSite, path: string): DrillPage | null {
  const random = createRandom(site.look + 31_337)
  if (path !== '/') return null
  const extra = random.chance(0.5)
    ? '<a href="/forgot">Forgot password?</a>'
    : '<p><a href="/help">Help</a></p>'
  const wrapped = '<div>'.repeat(random.below(5) + 1)
  return page(
    `Sign in · ${site.brand}`,
    '',
    `${wrapped}<h1>${site.brand}</h1><form method="post" action="/session"><label>User <input name="user" autocomplete="username"></label><label>Password <input type="password" name="password" autocomplete="current-password"></label><button>Sign in</button>${extra}</form>`,
  )
}
