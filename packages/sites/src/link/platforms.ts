/** What strangers make inside platforms. */
export type SubjectKind =
  | 'profile'
  | 'post'
  | 'listing'
  | 'shop'
  | 'app'
  | 'channel'
  | 'invitation'
  | 'contact'
  | 'ad'
  | 'form'
  | 'page'
  | 'file'
  | 'short_link'

/** One kind of thing that strangers make inside a platform, and how its address looks. */
export interface PlatformRule {
  readonly platform: string
  readonly hosts: readonly string[]
  readonly kind: SubjectKind
  /** Path and query; the first group that matched is the id. */
  readonly address: RegExp
  /** The platform takes names in any case. */
  readonly isCaseless: boolean
}

const NAME = '([\\w.%~-]+)'
/** Of one host the first rule that fits wins, so that the more exact ones stand first. */
export const PLATFORM_RULES: readonly PlatformRule[] = [
  ...platform(
    'facebook',
    ['facebook.com', 'fb.com', 'fb.me'],
    [
      ['ad', /^\/ads\/library\/?\?(?:.*&)?id=(\d+)/],
      ['listing', /^\/marketplace\/item\/(\d+)/],
      ['listing', /^\/commerce\/products\/(\d+)/],
      ['profile', /^\/profile\.php\?(?:.*&)?id=(\d+)/],
      ['channel', /^\/groups\/([\w.]+)/, 'caseless'],
      [
        'post',
        /^\/(?:reel|watch\/?\?v=|share\/[a-z]\/|events\/|photo\/?\?fbid=|permalink\.php\?story_fbid=)\/?(\w+)/,
      ],
      ['post', /^\/[\w.]+\/(?:posts|videos|photos)\/(?:[^/]*\/)*?([\w.]{8,})/],
      ['profile', /^\/(?:pages|people|p)\/[^/]+\/(\d+)/],
      [
        'profile',
        new RegExp(
          `^/(?!(?:login|sharer|dialog|plugins|help|policies|watch|marketplace|ads|business|home)(?:[/.?]|$))${NAME}`,
        ),
        'caseless',
      ],
    ],
  ),
  ...platform(
    'instagram',
    ['instagram.com', 'instagr.am'],
    [
      ['post', /^\/(?:p|reel|reels|tv)\/([\w-]+)/],
      ['profile', /^\/stories\/([\w.]+)/, 'caseless'],
      ['profile', /^\/(?!(?:accounts|explore|about|legal|direct)(?:\/|$))([\w.]+)/, 'caseless'],
    ],
  ),
  ...platform(
    'tiktok',
    ['tiktok.com'],
    [
      ['post', /^\/@[\w.]+\/(?:video|photo)\/(\d+)/],
      ['profile', /^\/@([\w.]+)/, 'caseless'],
      ['listing', /^\/(?:view\/product|shop\/pdp)\/(?:[^/]+\/)?(\d+)/],
      ['post', /^\/t\/(\w+)/],
    ],
  ),
  ...platform('tiktok', ['vm.tiktok.com', 'vt.tiktok.com'], [['short_link', /^\/(\w+)/]]),
  ...platform(
    'telegram',
    ['t.me', 'telegram.me', 'telegram.dog'],
    [
      ['invitation', /^\/(?:\+|%2b|joinchat\/)([\w-]+)/i],
      ['channel', /^\/s\/(\w+)/, 'caseless'],
      ['contact', /^\/\+(\d+)/],
      ['profile', /^\/(?!(?:share|proxy|socks|addstickers|login|iv|c)(?:[/?]|$))(\w+)/, 'caseless'],
    ],
  ),
  ...platform(
    'whatsapp',
    ['wa.me', 'api.whatsapp.com', 'chat.whatsapp.com', 'whatsapp.com'],
    [
      ['contact', /^\/(\d{7,15})/],
      ['contact', /^\/send\/?\?(?:.*&)?phone=(?:\+|%2b)?(\d{7,15})/i],
      ['channel', /^\/channel\/(\w+)/],
      ['invitation', /^\/(?:invite\/)?(\w{20,24})(?:[/?]|$)/],
    ],
  ),
  ...platform(
    'discord',
    ['discord.gg', 'discord.com', 'discordapp.com'],
    [
      ['invitation', /^\/(?:invite\/)?(?!(?:channels|login|app|api|users)(?:\/|$))([\w-]+)/],
      ['profile', /^\/users\/(\d+)/],
      ['channel', /^\/channels\/(\d+)/],
    ],
  ),
  ...platform(
    'x',
    ['twitter.com', 'x.com'],
    [
      ['post', /^\/\w+\/status\/(\d+)/],
      [
        'profile',
        /^\/(?!(?:i|home|login|intent|share|search|hashtag|explore|settings)(?:[/?]|$))(\w+)/,
        'caseless',
      ],
    ],
  ),
  ...platform(
    'youtube',
    ['youtube.com', 'music.youtube.com'],
    [
      ['post', /^\/watch\?(?:.*&)?v=([\w-]+)/],
      ['post', /^\/(?:shorts|live|embed)\/([\w-]+)/],
      ['channel', /^\/(?:channel\/|c\/|user\/|@)([\w.%-]+)/],
    ],
  ),
  ...platform('youtube', ['youtu.be'], [['post', /^\/([\w-]+)/]]),
  ...platform(
    'reddit',
    ['reddit.com', 'redd.it'],
    [
      ['post', /^\/(?:r\/\w+\/)?comments\/(\w+)/],
      ['channel', /^\/r\/(\w+)/, 'caseless'],
      ['profile', /^\/u(?:ser)?\/([\w-]+)/, 'caseless'],
    ],
  ),
  ...platform(
    'linkedin',
    ['linkedin.com'],
    [
      ['profile', /^\/(?:in|company|school)\/([\w%.-]+)/, 'caseless'],
      ['post', /^\/(?:posts|pulse)\/([\w%.-]+)/],
    ],
  ),
  ...platform(
    'pinterest',
    ['pinterest.com', 'pinterest.de', 'pinterest.co.uk', 'pinterest.fr'],
    [
      ['post', /^\/pin\/([\w-]+)/],
      ['profile', /^\/(\w+)/, 'caseless'],
    ],
  ),
  ...platform('threads', ['threads.net', 'threads.com'], [['profile', /^\/@([\w.]+)/, 'caseless']]),
  ...platform('vk', ['vk.com', 'vk.ru'], [['profile', /^\/([\w.]+)/, 'caseless']]),
  ...platform('snapchat', ['snapchat.com'], [['profile', /^\/(?:add|@)\/?([\w.-]+)/, 'caseless']]),
  ...platform(
    'google_play',
    ['play.google.com'],
    [
      ['app', /^\/store\/apps\/details\/?\?(?:.*&)?id=([\w.]+)/],
      ['profile', /^\/store\/apps\/dev(?:eloper)?\/?\?(?:.*&)?id=([^&]+)/],
    ],
  ),
  ...platform(
    'apple_app_store',
    ['apps.apple.com', 'itunes.apple.com'],
    [
      ['app', /^\/(?:[a-z]{2}\/)?app\/(?:[^/]+\/)?id(\d+)/],
      ['profile', /^\/(?:[a-z]{2}\/)?developer\/(?:[^/]+\/)?id(\d+)/],
    ],
  ),
  ...platform('apple_testflight', ['testflight.apple.com'], [['app', /^\/join\/(\w+)/]]),
  ...platform(
    'huawei_appgallery',
    ['appgallery.huawei.com', 'appgallery.cloud.huawei.com'],
    [['app', /^\/(?:#\/)?app\/(C\d+)/]],
  ),
  ...platform(
    'microsoft_store',
    ['apps.microsoft.com'],
    [['app', /^\/(?:store\/)?detail\/(?:[^/]+\/)?(\w{12})/]],
  ),
  ...platform(
    'chrome_web_store',
    ['chromewebstore.google.com', 'chrome.google.com'],
    [['app', /\/detail\/(?:[^/]+\/)?([a-p]{32})/]],
  ),
  ...platform(
    'google_ads_transparency',
    ['adstransparency.google.com'],
    [['ad', /\/creative\/(CR\d+)/]],
  ),
  ...platform(
    'google_sites',
    ['sites.google.com'],
    [['page', /^\/(?:view|site|[^/]+\.[^/]+)\/([\w-]+)/]],
  ),
  ...platform(
    'google_docs',
    ['docs.google.com', 'drive.google.com'],
    [
      ['form', /^\/forms\/(?:u\/\d+\/)?d\/(?:e\/)?([\w-]+)/],
      [
        'file',
        /^\/(?:document|spreadsheets|presentation|drawings|file)\/(?:u\/\d+\/)?d\/(?:e\/)?([\w-]+)/,
      ],
      ['file', /^\/drive\/(?:u\/\d+\/)?folders\/([\w-]+)/],
    ],
  ),
  ...platform('google_forms', ['forms.gle'], [['form', /^\/(\w+)/]]),
  ...platform('google_cloud_storage', ['storage.googleapis.com'], [['page', /^\/([\w.-]+)/]]),
  ...platform(
    'ipfs',
    ['ipfs.io', 'dweb.link', 'cloudflare-ipfs.com', 'gateway.pinata.cloud'],
    [['page', /^\/ip[fn]s\/(\w+)/]],
  ),
  ...platform('linktree', ['linktr.ee'], [['page', /^\/([\w.-]+)/, 'caseless']]),
  ...platform('medium', ['medium.com'], [['profile', /^\/@([\w.-]+)/, 'caseless']]),
  ...platform(
    'etsy',
    ['etsy.com'],
    [
      ['listing', /^\/(?:[a-z]{2}(?:-[a-z]{2})?\/)?listing\/(\d+)/],
      ['shop', /^\/(?:[a-z]{2}(?:-[a-z]{2})?\/)?shop\/(\w+)/, 'caseless'],
    ],
  ),
  ...platform(
    'ebay',
    [
      'ebay.com',
      'ebay.de',
      'ebay.co.uk',
      'ebay.fr',
      'ebay.it',
      'ebay.es',
      'ebay.com.au',
      'ebay.ca',
    ],
    [
      ['listing', /^\/itm\/(?:[^/]+\/)?(\d{9,})/],
      ['shop', /^\/(?:usr|str)\/([\w.*-]+)/, 'caseless'],
    ],
  ),
  ...platform(
    'amazon',
    [
      'amazon.com',
      'amazon.de',
      'amazon.co.uk',
      'amazon.fr',
      'amazon.it',
      'amazon.es',
      'amazon.ca',
      'amazon.in',
      'amazon.co.jp',
    ],
    [
      ['listing', /\/(?:dp|gp\/product)\/([A-Z0-9]{10})/],
      ['shop', /^\/(?:sp|s)\/?\?(?:.*&)?(?:seller|me)=([A-Z0-9]+)/],
    ],
  ),
  ...platform(
    'aliexpress',
    ['aliexpress.com'],
    [
      ['listing', /^\/item\/(?:[^/]+\/)?(\d+)/],
      ['shop', /^\/store\/(\d+)/],
    ],
  ),
  ...platform(
    'vinted',
    ['vinted.com', 'vinted.de', 'vinted.fr', 'vinted.co.uk'],
    [
      ['listing', /^\/items\/(\d+)/],
      ['shop', /^\/member\/(\d+)/],
    ],
  ),
  ...platform(
    'kleinanzeigen',
    ['kleinanzeigen.de'],
    [['listing', /^\/s-anzeige\/(?:[^/]+\/)?(\d+)/]],
  ),
]

function platform(
  name: string,
  hosts: readonly string[],
  rows: readonly (readonly [SubjectKind, RegExp, 'caseless'?])[],
): PlatformRule[] {
  return rows.map(([kind, address, caseless]) => ({
    platform: name,
    hosts,
    kind,
    address,
    isCaseless: caseless !== undefined,
  }))
}
