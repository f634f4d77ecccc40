/** Names of more characters are cut: no person wrote them. */
const NAME_CHARACTERS = 64

/** Suffixes that bundlers and style libraries hang on: `Button_root__x7f3a`, `css-1q2w3e`. */
const GENERATED_TAIL = /(?:__|--|_|-)(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-z0-9]{5,}$/

/** A whole name that a machine made: consonants and digits without a word in it. */
const MINIFIED = /^(?:_?[a-z]{1,2}|_?[a-z]{0,2}\d[a-z\d]*|(?=.*\d[a-z])[a-z\d]{5,8})$/

/**
 * A class, field or file name without what changes from copy to copy: lower case, every run of
 * digits `0`, generated tails away. `null`: nothing is left that says more than that there was one.
 */
export function foldName(name: string): string | null {
  const lower = name.slice(0, NAME_CHARACTERS).toLowerCase()
  const folded = lower.replace(GENERATED_TAIL, '').replace(/\d+/g, '0')
  return folded === '' || MINIFIED.test(folded) || !/[a-z]/.test(folded) ? null : folded
}

/** A script or style sheet by its file alone: no folder, version, hash, query, `min`. */
export function foldFile(address: string): string | null {
  const path = address.slice(0, 2048).split(/[?#]/, 1)[0]!
  const file = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const words = file
    .split(/[.\-_]/)
    .filter((word) => !/^(?:min|slim|bundle|prod|v?\d+|[a-f0-9]{6,}|js|css|php|)$/.test(word))
  return words.length === 0 ? null : words.join('.').replace(/\d+/g, '0').slice(0, NAME_CHARACTERS)
}
