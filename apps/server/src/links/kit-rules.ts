import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readPattern } from '@gatehouse/expression'
import { compileKitRule, type KitRule } from '@gatehouse/sites'
import { parse } from 'yaml'
import { beyondBounds } from '../ruleset-yaml-bounds.ts'

/** Folder of the data folder that an operator may fill with rules for known kits. */
const FOLDER = 'kit-rules'
const RULES_MAX = 1000
const FILE_BYTES_MAX = 65_536

export interface KitRules {
  readonly rules: readonly KitRule[]
  /** Files that are no rules, and why: the others hold all the same. */
  readonly refused: readonly { readonly file: string; readonly message: string }[]
}

/**
 * Reads the rules for known kits of the operator's, `DATA_DIR/kit-rules/*.yml`, in the format of IOK
 * (Sigma with fields of a page). A rule that cannot be understood whole is refused.
 */
export function readKitRules(dataDir: string): KitRules {
  const folder = join(dataDir, FOLDER)
  const rules: KitRule[] = []
  const refused: { file: string; message: string }[] = []
  for (const file of namesIn(folder)) {
    const read = readRule(join(folder, file), file.replace(/\.ya?ml$/, ''))
    if (!read.ok) refused.push({ file, message: read.message })
    else if (rules.length < RULES_MAX) rules.push(read.rule)
    else refused.push({ file, message: `there are more than ${RULES_MAX}` })
  }
  return { rules, refused }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function readRule(path: string, id: string): ReturnType<typeof compileKitRule> {
  if (statSync(path).size > FILE_BYTES_MAX) {
    return { ok: false, message: `is larger than ${FILE_BYTES_MAX} bytes` }
  }
  const text = readFileSync(path, 'utf8')
  const beyond = beyondBounds(text)
  if (beyond !== null) return { ok: false, message: beyond.message }
  try {
    return compileKitRule(id, parse(text, { maxAliasCount: 0 }), readPattern)
  } catch (error) {
    return { ok: false, message: `is no YAML: ${(error as Error).message.split('\n', 1)[0]}` }
  }
}
