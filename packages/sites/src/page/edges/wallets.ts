import type { SiteEdge } from '../../edge.ts'
import {
  isBitcoinBase58,
  isBitcoinBech32,
  isEthereum,
  isSolana,
  isTron,
} from './wallet/addresses.ts'

/** Candidates whose check sum is computed; a page of addresses alone has no more to say. */
const CANDIDATES_MAX = 500

const SHAPES: readonly {
  readonly prefix: string
  readonly pattern: RegExp
  readonly isValid: (text: string) => boolean
  readonly fold: boolean
}[] = [
  shape(
    'btc',
    /(?<![A-Za-z0-9])([13][1-9A-HJ-NP-Za-km-z]{25,34})(?![A-Za-z0-9])/g,
    isBitcoinBase58,
  ),
  shape(
    'btc',
    /(?<![A-Za-z0-9])(bc1[02-9ac-hj-np-z]{11,71})(?![A-Za-z0-9])/gi,
    isBitcoinBech32,
    true,
  ),
  shape('tron', /(?<![A-Za-z0-9])(T[1-9A-HJ-NP-Za-km-z]{33})(?![A-Za-z0-9])/g, isTron),
]

const ETHEREUM = /(?<![A-Za-z0-9])(0x[0-9a-fA-F]{40})(?![A-Za-z0-9])/g
const SOLANA = /(?<![A-Za-z0-9])([1-9A-HJ-NP-Za-km-z]{43,44})(?![A-Za-z0-9])/g

/** Base58 of 32 bytes may be any key: only a page that speaks of Solana has Solana's addresses. */
const SPEAKS_OF_SOLANA = /\b(?:solana|phantom|\$?sol)\b/i

/** Wallets that a page names, each with its check sum right where its kind has one. */
export function walletsIn(source: string): SiteEdge[] {
  const found: SiteEdge[] = []
  let tried = 0
  const look = (
    prefix: string,
    pattern: RegExp,
    isValid: (text: string) => boolean,
    fold: boolean,
  ) => {
    for (const [, match = ''] of source.matchAll(pattern)) {
      if (tried++ >= CANDIDATES_MAX) return
      const text = fold ? match.toLowerCase() : match
      const valid = prefix === 'eth' ? isValid(match) : isValid(text)
      if (valid) found.push({ kind: 'wallet', value: `${prefix}:${text}` })
    }
  }
  for (const { prefix, pattern, isValid, fold } of SHAPES) look(prefix, pattern, isValid, fold)
  look('eth', ETHEREUM, isEthereum, true)
  if (SPEAKS_OF_SOLANA.test(source)) look('sol', SOLANA, isSolana, false)
  return found
}

function shape(prefix: string, pattern: RegExp, isValid: (text: string) => boolean, fold = false) {
  return { prefix, pattern, isValid, fold }
}
