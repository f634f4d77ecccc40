import type { PageFacts } from '../read/page-facts.ts'

/** What a shop must, or at least does, say: each group is one thing, in some languages. */
const LEGAL = [
  /\b(?:imprint|impressum|legal notice|mentions légales|aviso legal|note legali|about us|über uns|company)\b/,
  /\b(?:terms|conditions|agb|allgemeine geschäftsbedingungen|conditions générales|cgv|términos|condizioni)\b/,
  /\b(?:privacy|datenschutz|confidentialité|privacidad|prywatności|informativa)/,
  /\b(?:returns?|refunds?|widerruf|rückgabe|retours?|devoluciones|resi)\b/,
  /\b(?:contact|kontakt|contacto|contatti|customer service|kundenservice|help)\b/,
]

/** Kinds of legal and contact pages that a page links to, 0..5; links that lead nowhere do not count. */
export function legalPages({ links }: PageFacts): number {
  const texts = links
    .filter(({ href }) => href !== '' && !/^(?:#|javascript:)/i.test(href))
    .map(({ href, text }) => `${text} ${href.replace(/[-_/.]+/g, ' ')}`.toLowerCase())
  return LEGAL.filter((pattern) => texts.some((text) => pattern.test(text))).length
}

export function hasLegalPages(facts: PageFacts): boolean {
  return legalPages(facts) >= 2
}
