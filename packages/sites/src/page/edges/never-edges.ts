/**
 * What many unrelated sites show: ids that a platform puts on every site it hosts, keys from the
 * examples of documentation, contracts that everybody calls. Canonical values, as edges have them.
 * An edge that more sites share than one operator could have is cut by the graph as well; this
 * table keeps the known ones from ever coming in.
 */
export const NEVER_EDGES: ReadonlySet<string> = new Set([
  // Platforms' own counters.
  'ua:UA-7870337', // Weebly
  'ua:UA-2117194', // Wix
  'ua:UA-52447', // WordPress.com
  'ua:UA-5354236', // over-blog
  'ua:UA-1240215', // Altervista
  'ua:UA-797705', // Webnode
  'ua:UA-1615344', // Google News
  'ua:UA-25224921', // Bitly
  // Placeholders and keys that documentation gives to everybody.
  'ua:UA-12345',
  'ua:UA-123456',
  'ua:UA-1234567',
  'ua:UA-12345678',
  'ua:UA-123456789',
  'ua:UA-00000000',
  'ga4:G-XXXXXXXX',
  'ga4:G-XXXXXXXXXX',
  'ga4:G-1234567890',
  'gtm:GTM-XXXX',
  'gtm:GTM-XXXXX',
  'gtm:GTM-XXXXXX',
  'gtm:GTM-XXXXXXX',
  'recaptcha:6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI',
  'hcaptcha:10000000-ffff-ffff-ffff-000000000001',
  'hcaptcha:20000000-ffff-ffff-ffff-000000000002',
  'firebase:your-app',
  'firebase:your-project',
  'firebase:my-project',
  'firebase:project-id',
  'formspree:yourformid',
  'infura:9aa3d95b3bc440fa88ea12eaa4456161',
  'shopify:cdn',
  'shopify:example',
  'shopify:your-store',
  // Contracts and addresses that belong to nobody, or to everybody.
  'btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
  'btc:1BoatSLRHtKNngkdXEeobR76b53LETtpyT',
  'btc:1CounterpartyXXXXXXXXXXXXXXXUWLpVr',
  'eth:0x0000000000000000000000000000000000000000',
  'eth:0x000000000000000000000000000000000000dead',
  'eth:0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
  'eth:0xdac17f958d2ee523a2206206994597c13d831ec7', // Tether
  'eth:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48', // USD Coin
  'eth:0x6b175474e89094c44da98b954eedeac495271d0f', // Dai
  'eth:0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2', // wrapped ether
  'eth:0x2260fac5e5542a773aa44fbcfedf7c193bc2c599', // wrapped Bitcoin
  'eth:0xbb4cdb9cbd36b01bd1cbaebf2de08d9173bc095c', // wrapped BNB
  'eth:0x55d398326f99059ff775485246999027b3197955', // Tether on BNB chain
  'eth:0x7a250d5630b4cf539739df2c5dacb4c659f2488d', // Uniswap router 2
  'eth:0xe592427a0aece92de3edee1f18e0157c05861564', // Uniswap router 3
  'eth:0x10ed43c718714eb63d5aa57b78b54704e256024e', // PancakeSwap router
  'eth:0x000000000022d473030f116ddee9f6b43ac78ba3', // Permit2
  'eth:0x00000000219ab540356cbb839cbe05303d7705fa', // deposit contract
  'tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', // Tether
  'sol:So11111111111111111111111111111111111111112', // wrapped SOL
  'sol:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v', // USD Coin
  'sol:Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB', // Tether
  'sol:TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA', // token program
  'sol:ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL', // associated token program
  'sol:metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s', // token metadata
])

/** Mail addresses below these belong to a service, to a standard's examples, or to nobody. */
export const NEVER_MAIL_DOMAINS: ReadonlySet<string> = new Set(
  `example.com example.org example.net domain.com yourdomain.com email.com mysite.com company.com
  website.com sentry.io wixpress.com sentry.wixpress.com test.com w3.org schema.org mail.com.au
  yoursite.com yourcompany.com mydomain.com site.com`.split(/\s+/),
)

/** Placeholders that templates leave behind, whatever the kind. */
export const PLACEHOLDER =
  /^(?:x{4,}|0{6,}|1{6,}|123456\d*|your[_-].*|.*(?:example|placeholder|changeme).*)$/i
