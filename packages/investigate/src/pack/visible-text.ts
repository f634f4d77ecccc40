import { DOSSIER_LIMITS } from './dossier.ts'

/**
 * Text as it can be printed: what has no shape or turns the line around (controls, marks of direction,
 * zero-width characters, lone surrogates) is shown as its code point, and it has an end.
 */
export function visibleText(text: string, max: number = DOSSIER_LIMITS.text): string {
  const cut = text.length > max ? `${text.slice(0, max)} …` : text
  return cut
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (mark) => `<U+${hexOf(mark)}>`)
    .trim()
}

function hexOf(mark: string): string {
  return mark.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
}

/** A name that nobody opens by accident: `fake-shop[.]example`. */
export function defangedName(domain: string): string {
  return visibleText(domain, 253).replaceAll('.', '[.]')
}
