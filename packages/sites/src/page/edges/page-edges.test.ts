import { describe, expect, it } from 'vitest'
import { parsePage } from '../read/parse-page.ts'
import { EDGES_MAX, pageEdges } from './page-edges.ts'

const edgesOf = (html: string, scripts: readonly string[] = []) =>
  pageEdges(parsePage(html).facts, scripts).map(({ kind, value }) => `${kind} ${value}`)

const inScript = (code: string) => edgesOf(`<p>x</p><script>${code}</script>`)

/** Put together here, so that no scanner of keys takes them for real ones. */
const GOOGLE = ['AI', 'zaSyB1x2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q'].join('')
const STRIPE = ['pk', 'live', '51Hq9ZxKc8vTr2mWn4LpQy7B'].join('_')

describe('edges of a page', () => {
  it.each([
    ['a Google key', `var k = "${GOOGLE}"`, `api_key google:${GOOGLE}`],
    [
      'an Infura project',
      'new Web3("https://mainnet.infura.io/v3/0123456789abcdef0123456789abcdee")',
      'api_key infura:0123456789abcdef0123456789abcdee',
    ],
    [
      'a price feed',
      'fetch("https://metals-api.com/api/latest?access_key=k3j9x2m4n8b7v6c5q1w0&base=USD")',
      'api_key query:metals-api.com:k3j9x2m4n8b7v6c5q1w0',
    ],
    [
      'a Firebase project',
      'authDomain: "oil-trade-7.firebaseapp.com"',
      'api_key firebase:oil-trade-7',
    ],
    [
      'the number of a Telegram bot, not its token',
      `send("https://api.telegram.org/bot716253849:AA${'h'.repeat(15)}Kx9_${'q'.repeat(14)}/x")`,
      'api_key telegram_bot:716253849',
    ],
    [
      'EmailJS',
      'emailjs.init("user_a1B2c3D4e5F6g7H8i9J0k")',
      'api_key emailjs:user_a1B2c3D4e5F6g7H8i9J0k',
    ],
    ['Google Analytics', "gtag('config', 'G-AB12CD34EF')", 'analytics_id ga4:G-AB12CD34EF'],
    [
      'the account of a counter, not its property',
      "ga('create', 'UA-9876543-12')",
      'analytics_id ua:UA-9876543',
    ],
    ['the pixel', "fbq('init', '918273645546372')", 'analytics_id facebook:918273645546372'],
    ['Yandex', 'ym(45678901, "init")', 'analytics_id yandex:45678901'],
    [
      'Matomo with its host',
      `var u="//stats.acme.test/"; _paq.push(['setTrackerUrl', u+'matomo.php']); _paq.push(['setSiteId', '7'])`,
      'analytics_id matomo:stats.acme.test:7',
    ],
    [
      'a live chat',
      's1.src="https://embed.tawk.to/5f1a2b3c4d5e6f7a8b9c0d1e/default"',
      'analytics_id tawk:5f1a2b3c4d5e6f7a8b9c0d1e',
    ],
    ['a publishable key', `Stripe("${STRIPE}")`, `merchant_id pk_live:${STRIPE.slice(8)}`],
  ])('finds %s', (_, code, edge) => expect(inScript(code)).toContain(edge))

  it('keeps the hash of a secret, never the secret', () => {
    const secret = ['sk', 'live', '9aB8cD7eF6gH5iJ4kL3mN2oP'].join('_')
    const found = inScript(`const key = "${secret}"`)
    expect(found.join()).toContain('stripe_secret:sha256-')
    expect(found.join()).not.toContain(secret.slice(8))
  })

  it('takes a named key that looks generated, and no word', () => {
    expect(inScript('{ apiKey: "b7Kd93hQz0Lm2PxT81vW" }').join()).toContain('api_key named:sha256-')
    expect(inScript('{ apiKey: "put-your-api-key-in-here" }')).toEqual([])
  })

  it('finds merchants in links, buttons and script addresses', () => {
    const html = `<script src="https://www.paypal.com/sdk/js?client-id=AbCdEf123456789012345_x&currency=EUR"></script>
      <form action="https://www.paypal.com/cgi-bin/webscr"><input type="hidden" name="business" value="Seller@Acme.test"></form>`
    expect(edgesOf(html)).toEqual([
      'merchant_id paypal:AbCdEf123456789012345_x',
      'merchant_id paypal_business:seller@acme.test',
    ])
  })

  it('finds wallets whose check sum is right, in their one form', () => {
    const html = `<p>BTC 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy or BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4</p>
      <p>ETH 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, not 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD</p>
      <p>3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLz</p>`
    expect(edgesOf(html)).toEqual([
      'wallet btc:3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy',
      'wallet btc:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
      'wallet eth:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed',
    ])
  })

  it('finds 32 bytes of base58 only where the page speaks of Solana', () => {
    const address = '7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV'
    expect(edgesOf(`<p>Solana: ${address}</p>`)).toEqual([`wallet sol:${address}`])
    expect(edgesOf(`<p>Build ${address}</p>`)).toEqual([])
  })

  it('finds phones in international form, and mail', () => {
    const html = `<a href="tel:+49(0)30%20123456">a</a><a href="https://wa.me/447911123456">b</a>
      <p>Call +43 1 234-5678 or 0800 123456, mail Info@Acme.test, not logo@2x.png</p>`
    expect(edgesOf(html)).toEqual([
      'phone +4930123456',
      'phone +447911123456',
      'phone +4312345678',
      'email info@acme.test',
    ])
  })

  it('never takes what platforms and examples give to everybody', () => {
    expect(
      inScript(
        `_gaq.push(['_setAccount','UA-7870337-1']); ga('create','UA-XXXXX-Y'); gtag('config','G-XXXXXXXXXX')`,
      ),
    ).toEqual([])
    expect(
      edgesOf('<p>0xdAC17F958D2ee523a2206206994597C13D831ec7, a@example.com, +1 212 555 0123</p>'),
    ).toEqual([])
    expect(edgesOf('<div data-sitekey="6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI"></div>')).toEqual(
      [],
    )
  })

  it('holds at most 25 of a kind and 100 in all', () => {
    const many = Array.from({ length: 400 }, (_, at) => `<p>box${at}@acme.test</p>`).join('')
    expect(edgesOf(many)).toHaveLength(25)
    expect(EDGES_MAX).toBe(100)
  })

  it('ends in time on sources made to slow it down', () => {
    const hostile = [
      'a-'.repeat(500_000),
      'https://a.b/?'.repeat(80_000),
      'projectId:"'.repeat(90_000),
      '0x'.repeat(400_000),
      'a@'.repeat(400_000),
      '+1 2 3'.repeat(150_000),
      '\\x41'.repeat(200_000),
    ]
    for (const text of hostile) {
      const from = performance.now()
      edgesOf(`<p>${text}</p><script>${text}</script>`)
      expect(performance.now() - from).toBeLessThan(3_000)
    }
  })
})
