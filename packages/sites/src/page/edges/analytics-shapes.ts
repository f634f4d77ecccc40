import type { EdgeShape } from './edge-shape.ts'

/** Accounts of analytics, advertising and live chat: each reports to one operator's dashboard. */
export const ANALYTICS_SHAPES: readonly EdgeShape[] = [
  id('ga4', /["'=/](G-[A-Z0-9]{8,12})\b/g),
  // The account without the number of the property: one owner, many sites.
  id('ua', /\b(UA-\d{4,10})-\d{1,4}\b/g),
  id('gtm', /\b(GTM-[A-Z0-9]{4,9})\b/g),
  id('google_ads', /\b(AW-\d{9,11})\b/g),
  id('adsense', /\bca-(pub-\d{16})\b/g),
  id('facebook', /\bfbq\(\s{0,9}["']init["']\s{0,9},\s{0,9}["']?(\d{12,18})/g),
  id('facebook', /\bfacebook\.com\/tr\/?\?id=(\d{12,18})/gi),
  id('yandex', /\bym\(\s{0,9}(\d{5,9})\s{0,9},/g),
  id('yandex', /\bmc\.yandex\.(?:ru|com)\/watch\/(\d{5,9})/gi),
  id('yandex', /\bYa\.Metrika2?\(\{\s{0,9}id\s{0,9}:\s{0,9}(\d{5,9})/g),
  id('hotjar', /\bhjid["']?\s{0,9}[:=]\s{0,9}["']?(\d{5,9})/g),
  id(
    'clarity',
    /\bclarity["']\s{0,9},\s{0,9}["']script["']\s{0,9},\s{0,9}["']([a-z0-9]{8,12})["']/g,
  ),
  id('clarity', /\bclarity\.ms\/tag\/([a-z0-9]{8,12})\b/g),
  id('tiktok', /\bttq\.load\(\s{0,9}["']([A-Z0-9]{18,24})["']/g),
  id('baidu', /\bhm\.baidu\.com\/hm\.js\?([0-9a-f]{32})/gi),
  id('cnzz', /\bcnzz\.com\/z_stat\.php\?(?:id|web_id)=(\d{7,12})/gi),
  id('51la', /\b51\.la[^\s"'<>]{0,60}[?&/](?:id=)?(\w{8,20})\b/gi),
  id('statcounter', /\bsc_project\s{0,9}=\s{0,9}(\d{5,9})/g),
  id('tawk', /\bembed\.tawk\.to\/([0-9a-f]{24})\b/gi),
  id('crisp', /\bCRISP_WEBSITE_ID\s{0,9}=\s{0,9}["']([0-9a-f-]{36})["']/g),
  id('livechat', /\b__lc\.license\s{0,9}=\s{0,9}(\d{6,10})/g),
  id('smartsupp', /\b_smartsupp\.key\s{0,9}=\s{0,9}["']([0-9a-f]{40})["']/g),
  id('jivo', /\bcode\.jivosite\.com\/(?:widget|script\/widget)\/(\w{10})\b/gi),
  id('tidio', /\bcode\.tidio\.co\/(\w{32})\.js/gi),
  id('zendesk', /\bekr\/snippet\.js\?key=([0-9a-f-]{36})/gi),
  id('intercom', /\bwidget\.intercom\.io\/widget\/(\w{6,12})\b/gi),
  id(
    'salesiq',
    /\bsalesiq\.zoho[\w.]{2,12}\/widget[^<>]{0,300}widgetcode\s{0,9}:\s{0,9}["'](\w{32,130})["']/gi,
  ),
]

/** Matomo counts on the operator's own host: host and site number belong together. */
const MATOMO_HOST = /\bsetTrackerUrl["']\s{0,9},[^\]]{0,120}?/
const MATOMO_SITE = /\bsetSiteId["']\s{0,9},\s{0,9}["']?(\d{1,6})/

/** `HOST:SITE` of the Matomo (or Piwik) that a script reports to; `null` where it does not. */
export function matomoOf(script: string): string | null {
  const site = MATOMO_SITE.exec(script)?.[1]
  if (site === undefined || !MATOMO_HOST.test(script)) return null
  const address = /["'](?:https?:)?\/\/([\w.-]{4,100})[^"'<>]{0,100}["']/.exec(script)?.[1]
  return address === undefined ? null : `${address.toLowerCase()}:${site}`
}

function id(prefix: string, pattern: RegExp): EdgeShape {
  return { kind: 'analytics_id', prefix, pattern }
}
