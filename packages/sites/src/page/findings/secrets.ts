import type { PageFacts, SeenField, SeenForm } from '../read/page-facts.ts'

const CARD_NAME =
  /(?:card.?(?:no|num)|cc.?(?:no|num)|credit.?card|kartennummer|numero.?de.?(?:carte|tarjeta)|^pan$)/
const CODE_NAME = /(?:cvv|cvc|csc|security.?code|pruefziffer|prüfziffer|kartenpr)/
const ONE_TIME = /(?:\botp\b|one.?time|sms.?code|verification.?code|2fa|mfa|bestätigungscode)/
const IDENTITY =
  /(?:\bssn\b|social.?security|passport|id.?card|mother.?s?.?maiden|personalausweis|steuer.?id|routing.?number|sort.?code)/
const SEED =
  /(?:seed|recovery|secret|backup|mnemonic).{0,3}(?:phrase|words)|\bmnemonic\b|private.?key|wiederherstellungs(?:phrase|wörter)/

/** What a form asks of a visitor that should stay with him. */
export interface AskedSecrets {
  readonly form: SeenForm
  readonly password: boolean
  readonly card: boolean
  readonly cardCode: boolean
  readonly oneTimeCode: boolean
  readonly identity: boolean
  readonly seed: boolean
}

/** Forms of a page that ask for a secret; fields outside of forms are one form more. */
export function secretForms(facts: PageFacts): AskedSecrets[] {
  return facts.forms.map(asked).filter((one) => Object.values(one).includes(true))
}

function asked(form: SeenForm): AskedSecrets {
  const typed = form.fields.filter(
    ({ type }) => !['hidden', 'submit', 'button', 'checkbox', 'radio'].includes(type),
  )
  const some = (pattern: RegExp, autocomplete?: string) =>
    typed.some(
      (field) =>
        pattern.test(labelOf(field)) ||
        (autocomplete !== undefined && field.autocomplete === autocomplete),
    )
  return {
    form,
    password: form.fields.some(isPassword),
    card: some(CARD_NAME, 'cc-number'),
    cardCode: some(CODE_NAME, 'cc-csc'),
    oneTimeCode: some(ONE_TIME, 'one-time-code'),
    identity: some(IDENTITY),
    seed: some(SEED),
  }
}

function labelOf({ name, hint }: SeenField): string {
  return `${name} ${hint}`.replace(/[_-]/g, ' ')
}

/** A field of type password, or one that hides under another type and calls itself so. */
function isPassword({ type, name }: SeenField): boolean {
  return (
    type === 'password' || (type === 'text' && /^(?:pass(?:word|wd)?|pwd|passwort)$/.test(name))
  )
}
