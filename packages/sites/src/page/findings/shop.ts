import type { Finding } from '../../layer.ts'
import { processorOf } from '../../payment-flow/find-processor.ts'
import { hostOf, isWithin } from '../read/host.ts'
import { finding, type PageRule } from './finding.ts'
import { hasLegalPages } from './legal-pages.ts'
import type { PageContext } from './page-context.ts'
import { FILLER, UNUSUAL_PAYMENT } from './phrases.ts'
import { secretForms } from './secrets.ts'

const CART =
  /\b(?:add to (?:cart|bag|basket)|in den warenkorb|warenkorb|your cart|shopping cart|checkout|zur kasse|ajouter au panier|añadir al carrito|aggiungi al carrello)\b/
const PRICE = /(?:[€$£]\s?\d{1,5}(?:[.,]\d{2})?|\d{1,5}[.,]\d{2}\s?(?:€|eur|usd|gbp|chf|zł|kr))/g
const PRICES_ENOUGH = 4
const CUT =
  /(?:-|–|save |spare |sie sparen )\s?(\d{2})\s?%|(\d{2})\s?% (?:off|rabatt|reduziert|de réduction|descuento)/g
const HUGE_CUT = 60
const CUTS_ENOUGH = 5

/** Shops that take money and leave nobody to ask. */
export const shopRules: readonly PageRule[] = [
  cardForm,
  legalPages,
  discounts,
  unusualPayment,
  leftovers,
]

function cardForm(page: PageContext): readonly Finding[] {
  for (const { form, card, cardCode } of secretForms(page.facts)) {
    if (!card || (!cardCode && form.fields.length < 3)) continue
    const host = hostOf(form.action)
    if (host === null || isWithin(host, page.domain)) {
      return [
        finding(
          'PAGE_CARD_TO_OWN_SCRIPT',
          'Fields for a card are in a form of the page itself, not of a processor',
        ),
      ]
    }
    if (processorOf(host) === null) {
      return [
        finding(
          'PAGE_CARD_TO_OTHER_HOST',
          'A card would be sent to another host, which is no known processor',
        ),
      ]
    }
  }
  return []
}

function isShop({ words }: PageContext): boolean {
  return CART.test(words) && [...words.slice(0, 100_000).matchAll(PRICE)].length >= PRICES_ENOUGH
}

function legalPages(page: PageContext): readonly Finding[] {
  return isShop(page) && !hasLegalPages(page.facts)
    ? [
        finding(
          'PAGE_NO_LEGAL_PAGES',
          'A shop without a link to imprint, terms, returns or privacy',
        ),
      ]
    : []
}

function discounts({ words }: PageContext): readonly Finding[] {
  let cuts = 0
  for (const [, one, two] of words.matchAll(CUT)) if (Number(one ?? two) >= HUGE_CUT) cuts++
  return cuts < CUTS_ENOUGH
    ? []
    : [finding('PAGE_HUGE_DISCOUNTS', `${cuts} prices are cut by ${HUGE_CUT} % or more`)]
}

function unusualPayment({ words }: PageContext): readonly Finding[] {
  return UNUSUAL_PAYMENT.some((phrase) => phrase.test(words))
    ? [finding('PAGE_UNUSUAL_PAYMENT', 'The page wants payment that cannot be called back')]
    : []
}

function leftovers({ words }: PageContext): readonly Finding[] {
  return FILLER.some((phrase) => phrase.test(words))
    ? [finding('PAGE_TEMPLATE_LEFTOVERS', 'Filler text of the template is still there')]
    : []
}
