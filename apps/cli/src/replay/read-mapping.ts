import { CliError } from '../cli-error.ts'
import { compileMapping, type CompiledMapping } from '../mapping/compile-mapping.ts'
import { readYaml } from '../read-yaml.ts'
import { refuseIssues } from '../rulesets/read-ruleset.ts'

/** @throws CliError `file` when it cannot be read, `invalid` with every fault at its line */
export function readMapping(path: string): CompiledMapping {
  const file = readYaml(path)
  const compiled = compileMapping(file.value)
  if (compiled.ok) return compiled.mapping
  refuseIssues(file, compiled.issues)
  throw new CliError('invalid', `\`${path}\` is no mapping`)
}
