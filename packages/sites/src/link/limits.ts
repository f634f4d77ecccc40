/** Characters of what a person pastes; longer texts are refused, not cut. */
export const LINK_CHARACTERS_MAX = 8192
/** Octets of a host name, and of one of its labels, as DNS has them (RFC 1035, 2.3.4). */
export const HOST_CHARACTERS_MAX = 253
export const LABEL_CHARACTERS_MAX = 63
/** Rounds of percent decoding of a look-up key: each takes off a layer, so this ends deep nesting. */
export const DECODE_ROUNDS_MAX = 64
/** Digits of a phone number (E.164, 6.2.1), and the fewest that are taken for one. */
export const PHONE_DIGITS_MAX = 15
export const PHONE_DIGITS_MIN = 7
