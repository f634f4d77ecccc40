import { ownDataFile } from './sources.ts'

/**
 * Words of hosting companies in AS names. `nord`, `tor` and `cdn` are left out: they stand in the
 * names of access providers and of shops more often than in those of hosters.
 */
const HOSTING_WORDS =
  /\b(?:(?:web)?hosting|hosters?|data ?cent(?:er|re)s?|vps|vpn|proxy|cloud|colo(?:cation|cated)?|(?:dedicated|virtual|game|vds)[ -]servers?|servers)\b/iu

/** Access providers that also say "cloud" or "data center": their addresses are mostly people. */
const ACCESS_WORDS =
  /\b(?:telecom\w*|telekom\w*|telefon\w*|telco|broadband|cable|fib(?:er|re|ra)|mobile|wireless|wifi|isp|internet service provider|communications|universit\w+|school|college|chinanet)\b/iu

/** Which autonomous systems rent out machines, by number or by name. */
export class HostingList {
  readonly #numbers: ReadonlySet<number>

  constructor(numbers: ReadonlySet<number>) {
    this.#numbers = numbers
  }

  static shipped(): HostingList {
    const lines = ownDataFile('hosting-asn.txt').split('\n')
    return new HostingList(new Set(lines.filter((line) => /^\d+$/.test(line)).map(Number)))
  }

  has(asNumber: number, name: string): boolean {
    if (this.#numbers.has(asNumber)) return true
    return HOSTING_WORDS.test(name) && !ACCESS_WORDS.test(name)
  }
}
