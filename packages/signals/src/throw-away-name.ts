/** What throw-away mailboxes call themselves, in the languages that their lists are full of. */
const THROWN =
  '(?:te?mp(?:orary|aire|oraire|oral|oranea|orar|oraria)?|trash|throw-?away|disposable|dispostable|wegwerf|jetable|fake|burner|junk|anti-?spam|no-?spam|spam|one-?time|guerr?illa|discard|muell)'
const MAIL = '(?:e-?mails?|mails?|mailer|mailbox|inbox(?:es)?|courriel|correo)'
/** What may stand before: `my-tempmail`, `getnada` words; never the rest of another word. */
const BEFORE = '(?:^|-|my|get|the|best|free|easy|fast|your|e|a|m|[0-9])'
const MINUTES = '(?:h|m|min(?:ute[ns]?|uts?|utos?)?|hours?)'

const NAME = new RegExp(
  [
    `${BEFORE}${THROWN}-?(?:my|e|a)?-?${MAIL}`,
    `${MAIL}-?${THROWN}(?:$|-)`,
    `[0-9]{1,3}-?${MINUTES}-?(?:e-?)?(?:mails?|inbox|box)`,
  ].join('|'),
)
/** Who keeps spam away is not who hands it an address. */
const KEEPS_AWAY = /filter|gateway|shield|guard|block|protect/
const MAY_BE = /mail|box|courriel|correo/

/**
 * Whether the name of a mail domain says that its mailboxes are thrown away: `tempmail.com`,
 * `10-minute-mail.net`. The lists of such providers lag behind new ones, and lack some old ones.
 *
 * @param registrable the domain that was registered: `tempmail.co.uk`
 */
export function isThrowAwayName(registrable: string): boolean {
  if (!MAY_BE.test(registrable)) return false
  const label = registrable.slice(0, registrable.indexOf('.'))
  return NAME.test(label) && !KEEPS_AWAY.test(label)
}
