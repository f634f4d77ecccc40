import { CliError } from '../cli-error.ts'

/** One version of a ruleset of the shop, as it is typed: `starter@3`. */
export interface VersionName {
  readonly name: string
  readonly version: number
}

const VERSION = /^([a-z0-9][a-z0-9_-]{0,63})@([1-9]\d{0,6})$/

export function isVersionName(text: string): boolean {
  return VERSION.test(text)
}

/** @throws CliError `usage` */
export function readVersionName(text: string): VersionName {
  const match = VERSION.exec(text)
  if (match === null) {
    throw new CliError('usage', `\`${text}\` must be a ruleset and a version, as \`starter@3\``)
  }
  return { name: match[1]!, version: Number(match[2]) }
}

/** Path of a version in the API, with what comes after it. */
export function versionPath({ name, version }: VersionName, rest = ''): string {
  return `/v1/rulesets/${name}/versions/${version}${rest}`
}
