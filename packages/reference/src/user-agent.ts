import type { DeviceClass, UserAgentAnswer, UserAgentKind } from '@gatehouse/contract'
import { isbot } from 'isbot'
import { notKnown } from './answers.ts'

/** Real ones stay under 400 characters, with app suffixes under 800; more is not read. */
const TEXT_LENGTH_MAX = 1000

/** HTTP clients of programs: name and version first, nothing like a browser. */
const LIBRARY =
  /^(?:curl|wget|python|aiohttp|httpx|go-http-client|java|okhttp|apache-httpclient|axios|node|undici|got|guzzlehttp|php|ruby|faraday|libwww-perl|lwp|perl|postmanruntime|insomnia|httpie|restsharp|dart|reqwest|scrapy|winhttp|powershell|mechanize|jakarta|unirest|superagent|rest-client|dalvik)\b/i

/** Automated browsers that say so. */
const HEADLESS =
  /\b(?:headlesschrome|headlessshell|phantomjs|slimerjs|selenium|webdriver|puppeteer|playwright|cypress|electron|htmlunit|splash|zombie\.js|jsdom|nightmare)\b/i

/** In-app browsers and native apps on a phone. */
const APP =
  /\b(?:FBAN|FBAV|Instagram|Line\/|MicroMessenger|TikTok|BytedanceWebview|musical_ly|Snapchat|Pinterest\/|Twitter for|GSA\/|CFNetwork\/)|; wv\)/

/** First match wins: a browser built on another names both. */
const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ['edge', /\b(?:Edg|EdgA|EdgiOS|Edge)\/(\d{1,4})/],
  ['opera', /\b(?:OPR|OPT|OPX)\/(\d{1,4})/],
  ['samsung', /\bSamsungBrowser\/(\d{1,4})/],
  ['yandex', /\bYaBrowser\/(\d{1,4})/],
  ['vivaldi', /\bVivaldi\/(\d{1,4})/],
  ['uc', /\bUCBrowser\/(\d{1,4})/],
  ['miui', /\bMiuiBrowser\/(\d{1,4})/],
  ['huawei', /\bHuaweiBrowser\/(\d{1,4})/],
  ['duckduckgo', /\b(?:DuckDuckGo|Ddg)\/(\d{1,4})/],
  ['firefox', /\b(?:Firefox|FxiOS)\/(\d{1,4})/],
  ['chrome', /\b(?:Chrome|CriOS|HeadlessChrome|Chromium)\/(\d{1,4})/],
  ['safari', /\bVersion\/(\d{1,4})\S*(?: Mobile\/\S+)? Safari\//],
  ['internet_explorer', /\bMSIE (\d{1,2})|\bTrident\/.{0,40}?rv:(\d{1,2})/],
]

const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ['windows', /\bWindows\b/],
  ['ios', /\b(?:iPhone|iPad|iPod)\b/],
  ['android', /\bAndroid\b/],
  ['macos', /\b(?:Macintosh|Mac OS X)\b/],
  ['chromeos', /\bCrOS\b/],
  ['linux', /\b(?:Linux|X11)\b/],
]

/** First match wins. */
const DEVICES: readonly (readonly [DeviceClass, RegExp])[] = [
  ['console', /\b(?:PlayStation|Xbox|Nintendo)\b/i],
  [
    'tv',
    /\b(?:SmartTV|SMART-TV|HbbTV|Apple ?TV|Android TV|Web0S|Tizen.{0,20}TV|AFT[A-Z]\w*|Roku|BRAVIA|CrKey)\b/,
  ],
  [
    'tablet',
    /\b(?:iPad|Tablet|Kindle|Silk\/|PlayBook|SM-[TX]\d{3})\b|\bAndroid\b(?!.{0,200}\bMobile\b)/,
  ],
  ['mobile', /\b(?:iPhone|iPod|Mobile|Windows Phone|Opera Mini|IEMobile|BlackBerry)\b/],
  ['desktop', /\b(?:Windows NT|Macintosh|X11|Linux x86_64|CrOS)\b/],
]

/**
 * What a `User-Agent` header claims. Claims only: a bot that copies a browser's header is a browser
 * here, and is found by behaviour.
 */
export function lookUpUserAgent(header: string): UserAgentAnswer {
  const text = header.slice(0, TEXT_LENGTH_MAX).trim()
  if (text === '') return notKnown('malformed_input')
  const browser = browserOf(text)
  return {
    known: true,
    kind: kindOf(text, browser !== undefined),
    device: firstMatch(DEVICES, text) ?? 'other',
    browser: browser?.name ?? null,
    browserMajor: browser?.major ?? null,
    system: firstMatch(SYSTEMS, text) ?? null,
  }
}

function kindOf(text: string, isBrowser: boolean): UserAgentKind {
  if (HEADLESS.test(text)) return 'headless'
  if (LIBRARY.test(text)) return 'library'
  if (APP.test(text)) return 'app'
  if (isbot(text)) return 'robot'
  return isBrowser ? 'browser' : 'other'
}

function browserOf(text: string): { name: string; major: number } | undefined {
  for (const [name, pattern] of BROWSERS) {
    const match = pattern.exec(text)
    if (match !== null) return { name, major: Number(match[1] ?? match[2]) }
  }
  return undefined
}

function firstMatch<T extends string>(
  rows: readonly (readonly [T, RegExp])[],
  text: string,
): T | undefined {
  return rows.find(([, pattern]) => pattern.test(text))?.[0]
}
