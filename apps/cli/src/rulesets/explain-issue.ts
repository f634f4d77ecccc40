import type { RulesetIssue } from '@gatehouse/gate'
import type { YamlFile } from '../read-yaml.ts'

/** The fault at its line, with the expression and carets under the place. */
export function explain(file: YamlFile, { pointer, rule, message, snippet }: RulesetIssue): string {
  const where = `${file.at(pointer)}: ${rule === null ? '' : `\`${rule}\`: `}`
  if (snippet === undefined) return `${where}${message}`
  const lines = snippet.split('\n').map((line) => `    ${line}`)
  return [`${where}${message}`, ...lines].join('\n')
}
