import { siteOf } from '../read/host.ts'
import type { EdgeShape } from './edge-shape.ts'
import { looksRandom } from './entropy.ts'

/**
 * Keys and projects of services that a page's scripts call, from the forms their vendors document.
 * Somebody opened each of these accounts: two sites with one key have one operator, or one template
 * that was sold with its key in it.
 */
export const KEY_SHAPES: readonly EdgeShape[] = [
  key('google', /\b(AIza[\w-]{35})(?![\w-])/g),
  key('infura', /infura\.io\/(?:ws\/)?v3\/([0-9a-f]{32})/gi),
  key('alchemy', /\balchemy\.com\/(?:v2|nft\/v\d)\/([\w-]{32})(?![\w-])/gi),
  key('quicknode', /\bquiknode\.pro\/([0-9a-f]{40})/gi),
  key('tatum', /\b(t-[0-9a-f]{24}-[0-9a-f]{24})\b/gi),
  key('goldapi', /\b(goldapi-[a-z0-9]{8,32}-io)\b/gi),
  key('firebase', /\.firebaseapp\.com\b(?<=\b([a-z0-9-]{4,40})\.firebaseapp\.com)/gi),
  key('firebase', /\.firebaseio\.com\b(?<=\b([a-z0-9-]{4,40})\.firebaseio\.com)/gi),
  key('supabase', /\.supabase\.co\b(?<=\b([a-z]{20})\.supabase\.co)/gi),
  key('walletconnect', /\bprojectId["']?\s{0,9}[:=]\s{0,9}["']([0-9a-f]{32})["']/g),
  key('emailjs', /\bemailjs\.init\(\s{0,9}["']([\w-]{10,40})["']/g),
  key('emailjs', /\b(user_[A-Za-z0-9]{21})\b/g),
  key('formspree', /\bformspree\.io\/f\/([a-z]{6,12})\b/gi),
  key('formsubmit', /\bformsubmit\.co\/(?:ajax\/|el\/)?([\w@.-]{5,80})/gi),
  key(
    'web3forms',
    /\baccess_key["']?[^>"']{0,40}["']([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})["']/gi,
  ),
  key('mapbox', /\b(pk\.eyJ[\w-]{20,200}\.[\w-]{10,60})/g),
  key('recaptcha', /\b(6L[\w-]{38})(?![\w-])/g),
  key('turnstile', /\b(0x4AAAA[\w-]{10,30})(?![\w-])/g),
  key(
    'hcaptcha',
    /\bhcaptcha[^<>]{0,200}sitekey=["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gi,
  ),
  key('sentry', /\bhttps:\/\/([0-9a-f]{32})@[\w.-]{4,80}\/\d{1,20}/gi),
  // The part before the colon names the bot; what follows would give power over it.
  key('telegram_bot', /(?<!\d)(\d{8,10}):AA[\w-]{33}(?![\w-])/g),
  key('discord_webhook', /\bdiscord(?:app)?\.com\/api\/webhooks\/(\d{17,20})\//gi),
  { ...key('stripe_secret', /\b([sr]k_live_[0-9A-Za-z]{20,200})\b/g), isSecret: true },
  { ...key('aws', /\b(A[KS]IA[0-9A-Z]{16})\b/g), isSecret: true },
  {
    kind: 'api_key',
    prefix: 'query',
    // A key in the address of a call: whose service it is does not matter.
    pattern:
      /\b(?:https?|wss?):\/\/([\w.-]{4,100})[^\s"'`<>\\]{0,300}?[?&](?:api_?key|access_key|app_?id|auth_?key|apikey|token)=([\w-]{16,100})/gi,
    value: ([host = '', value = '']) =>
      looksRandom(value) ? `${siteOf(host.toLowerCase())}:${value}` : null,
  },
  {
    kind: 'api_key',
    prefix: 'named',
    pattern:
      /\b(?:api[_-]?key|x-api-key|access[_-]?token|client[_-]?secret|secret[_-]?key)["']?\s{0,9}[:=]\s{0,9}["']([\w.-]{20,100})["']/gi,
    value: ([value = '']) => (looksRandom(value) ? value : null),
    isSecret: true,
  },
]

function key(prefix: string, pattern: RegExp): EdgeShape {
  return { kind: 'api_key', prefix, pattern }
}
