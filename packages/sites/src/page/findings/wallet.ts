import type { Finding } from '../../layer.ts'
import { finding, type PageRule } from './finding.ts'
import type { PageContext } from './page-context.ts'
import { secretForms } from './secrets.ts'

const SEED_WORDS =
  /\b(?:(?:12|15|18|24)[- ]word|seed phrase|recovery phrase|secret (?:recovery )?phrase|mnemonic(?: phrase)?|private key|keystore json|wiederherstellungsphrase)\b/
const ASKS = /\b(?:enter|type|paste|import|input|provide|submit|verify|validate|eingeben)\b/

/** Libraries that connect a page with a wallet, and calls that move what is in it. */
const WALLET_CODE =
  /\b(?:walletconnect|web3modal|wagmi|ethers\.|window\.ethereum|solanaWeb3|window\.solana|TronWeb|tronLink|eth_requestAccounts)\b/i
const SPENDING =
  /\b(?:setApprovalForAll|increaseAllowance|permit2?\b|signTypedData(?:_v4)?|eth_signTypedData|transferFrom|seaport|signAllTransactions|approve\(0x)/i
const CLAIM =
  /\b(?:claim (?:your |the |now|airdrop|rewards?|tokens?|nfts?)|airdrop (?:is )?(?:live|eligib\w{0,10}|claim)|check (?:your )?eligibility|connect (?:your )?wallet to (?:claim|mint|verify|continue)|(?:rectify|validate|synchroni[sz]e|migrate) (?:your )?wallet|free mint)\b/

/** Pages that empty wallets. */
export const walletRules: readonly PageRule[] = [seedPhrase, claim]

function seedPhrase({ facts, words }: PageContext): readonly Finding[] {
  const isField = secretForms(facts).some(({ seed }) => seed)
  const boxes = Math.max(
    0,
    ...facts.forms.map(
      ({ fields }) =>
        fields.filter(
          ({ type, name }) =>
            ['text', 'password'].includes(type) &&
            /^(?:word|w|seed|phrase|mnemonic|input)?[-_[]?\d{1,2}\]?$/.test(name),
        ).length,
    ),
  )
  const isAsked =
    SEED_WORDS.test(words) &&
    ASKS.test(words) &&
    facts.forms.some(({ fields }) => fields.some(({ type }) => type === 'textarea'))
  if (!isField && !isAsked && !(boxes >= 12 && SEED_WORDS.test(words))) return []
  return [finding('PAGE_ASKS_SEED_PHRASE', 'The page asks for the words or the key of a wallet')]
}

function claim({ words, code }: PageContext): readonly Finding[] {
  const isClaim = CLAIM.test(words)
  const connects = WALLET_CODE.test(code) || /\bconnect (?:your )?wallet\b/.test(words)
  if (!isClaim || !connects) return []
  const spends = SPENDING.test(code)
  return [
    finding(
      'PAGE_WALLET_CLAIM',
      `The page offers something for connecting a wallet${spends ? ', and its scripts ask to spend from it' : ''}`,
    ),
  ]
}
