import { createRandom, type Random } from '../random.ts'
import { benignName, scamNames } from './names.ts'

/** How the operator hides; `plain` is the reference case. */
export const ENERGY_VARIANTS = ['plain', 'aged', 'cloaked'] as const
export type EnergyVariant = (typeof ENERGY_VARIANTS)[number]

export type SiteRole =
  /** Of the campaign: the operator's template. */
  | 'scam'
  /** Of the campaign too, in another look. */
  | 'scam_other_look'
  /** A shop with a theme that many bought, and a real payment processor. */
  | 'theme_shop'
  /** A shop of its own making, with a real payment processor. */
  | 'own_shop'
  /** An honest energy firm: the operator's words, no checkout. */
  | 'energy_firm'
  | 'journal'
  /** A page to log in to some software. */
  | 'login'

export interface DrillSite {
  readonly domain: string
  readonly role: SiteRole
  readonly registeredAtMs: number
  readonly registrar: string
  readonly privacyService: string | null
  readonly nameServers: readonly string[]
  readonly address: string
  /** What the visible name is made of. */
  readonly brand: string
  /** Number of the look: texts, colours, order. */
  readonly look: number
  /** Another page for crawlers. */
  readonly isCloaked: boolean
}

export interface EnergyWorld {
  readonly sites: readonly DrillSite[]
  readonly campaign: readonly DrillSite[]
  readonly decoys: readonly DrillSite[]
  /** The key that all pages of the operator carry. */
  readonly apiKey: string
}

const DAY_MS = 86_400_000
const CAMPAIGN_SITES = 27
/** The reference case: 22 of 27 had one structure. */
const SAME_STRUCTURE = 22
const AGED_DAYS = 90
const YOUNG_DAYS = 43

const REGISTRARS = ['Harbour Names Ltd', 'Eastgate Domains', 'Nordic Registry Services']
const OTHER_REGISTRARS = ['Lindenhof Internet GmbH', 'Quayside Hosting', 'Bluebell Domains']
const PRIVACY = ['Withheld for Privacy', 'Domain Privacy Guard']
/** A network for content gives each customer a pair of its name servers. */
const CDN_NAMES = ['ada', 'bob', 'cora', 'dan', 'eva', 'finn', 'gina', 'hugo', 'iris', 'jay', 'kim']
const CDN_ZONE = 'ns.cloudflare.com'
/** Addresses of a network for content: honest sites share them. */
const CDN = ['104.16.10.1', '104.16.10.2', '104.16.10.3']
const CHEAP_HOST = ['45.9.148.10', '45.9.148.11', '45.9.148.12', '45.9.148.13']

/**
 * The reference case on one machine: 27 sites of one operator, registered within seven days with
 * three registrars, among honest sites that share their network, their theme, their words or their
 * week. Everything here is made up (synthetic); the same seed makes the same world.
 */
export function energyWorld(options: {
  readonly variant: EnergyVariant
  readonly decoys: number
  readonly seed: number
  readonly nowMs: number
}): EnergyWorld {
  const random = createRandom(options.seed)
  const isAged = options.variant === 'aged'
  const startMs = options.nowMs - (isAged ? AGED_DAYS : YOUNG_DAYS) * DAY_MS
  const ownPair = cdnPair(random)
  const campaign = scamNames(CAMPAIGN_SITES, isAged, random).map((domain, at): DrillSite => {
    const isOnCdn = random.chance(0.55)
    return {
      domain,
      role: at % CAMPAIGN_SITES < SAME_STRUCTURE ? 'scam' : 'scam_other_look',
      registeredAtMs: startMs + Math.floor(random.next() * 7 * DAY_MS),
      registrar: random.pick(REGISTRARS),
      privacyService: random.pick(PRIVACY),
      nameServers: isOnCdn ? ownPair : ['ns1.cheap-host.example', 'ns2.cheap-host.example'],
      address: random.pick(isOnCdn ? CDN : CHEAP_HOST),
      brand: brandOf(domain),
      look: at,
      isCloaked: options.variant === 'cloaked',
    }
  })
  const taken = new Set(campaign.map(({ domain }) => domain))
  const decoys: DrillSite[] = []
  while (decoys.length < options.decoys) {
    const role = decoyRole(random)
    const domain = benignName(role === 'energy_firm', random)
    if (taken.has(domain)) continue
    taken.add(domain)
    decoys.push(decoyOf(domain, role, startMs, options.nowMs, decoys.length, random))
  }
  const apiKey = Array.from({ length: 32 }, () => random.below(16).toString(16)).join('')
  return { sites: [...campaign, ...decoys], campaign, decoys, apiKey }
}

function decoyRole(random: Random): SiteRole {
  const at = random.next()
  if (at < 0.3) return 'theme_shop'
  if (at < 0.5) return 'own_shop'
  if (at < 0.7) return 'energy_firm'
  return at < 0.88 ? 'journal' : 'login'
}

function decoyOf(
  domain: string,
  role: SiteRole,
  startMs: number,
  nowMs: number,
  look: number,
  random: Random,
): DrillSite {
  // Three in ten were registered in the very week.
  const isOfThatWeek = random.chance(0.3)
  const ageMs = random.logNormal(3 * 365, 0.9) * DAY_MS
  const isOnCdn = random.chance(0.4)
  return {
    domain,
    role,
    registeredAtMs: Math.floor(
      isOfThatWeek ? startMs + random.next() * 7 * DAY_MS : nowMs - Math.max(ageMs, 5 * DAY_MS),
    ),
    registrar: random.chance(0.4) ? random.pick(REGISTRARS) : random.pick(OTHER_REGISTRARS),
    privacyService: random.chance(0.5) ? random.pick(PRIVACY) : null,
    nameServers: isOnCdn ? cdnPair(random) : [`ns1.${domain}`, `ns2.${domain}`],
    address: isOnCdn ? random.pick(CDN) : publicAddress(random),
    brand: brandOf(domain),
    look,
    isCloaked: false,
  }
}

function cdnPair(random: Random): string[] {
  const first = random.pick(CDN_NAMES)
  const second = random.pick(CDN_NAMES.filter((name) => name !== first))
  return [first, second].sort().map((name) => `${name}.${CDN_ZONE}`)
}

/** Some address of a network that hosts honest sites. */
function publicAddress(random: Random): string {
  return `81.169.${random.below(200) + 10}.${random.below(250) + 1}`
}

function brandOf(domain: string): string {
  const words = domain
    .split('.')[0]!
    .split(/[-\d]+/)
    .filter((word) => word !== '')
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(' ')
}
