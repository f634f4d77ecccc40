/**
 * Controls of C0 and C1 but for new lines and tabs, and what turns the direction of text around.
 * They arrive with what shoppers and files say.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/** A text as a terminal may show it: what would steer the terminal is spelled out, `\u001b`. */
export function visibleText(text: string): string {
  return text.replaceAll(
    STEERING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
