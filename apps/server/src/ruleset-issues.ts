import type { Issue, Ruleset, RulesetCheck, RulesetIssue } from '@gatehouse/contract'
import type { RulesetIssue as GateIssue } from '@gatehouse/gate'
import { ApiError } from './http/api-error.ts'
import type { Examination } from './ruleset-examine.ts'
import type { YamlIssue, YamlSource } from './ruleset-yaml.ts'

/** Bounds of the contract's `RulesetCheck`. */
const ISSUES_MAX = 200
const READS_MAX = 2000
const MESSAGE_LENGTH_MAX = 2000
const POSITION_MAX = 1_000_000

/** A ruleset as it was sent: as a document, or as YAML with the way back to its lines. */
export interface Source {
  readonly ruleset: Ruleset
  readonly yaml: string | null
  readonly place: YamlSource['place'] | null
}

/**
 * Where and why a ruleset cannot be used; in the YAML where there is some.
 * @param reads signals that its rules read
 */
export function checkOf(
  { place }: Source,
  { issues, failed, passed }: Examination,
  reads: readonly string[] = [],
): RulesetCheck {
  return {
    ok: issues.length === 0 && failed.length === 0,
    issues: issues.slice(0, ISSUES_MAX).map((issue) => issueOf(issue, place)),
    tests: {
      passed,
      failed: failed.slice(0, ISSUES_MAX).map(({ rule, name, failures }) => ({
        name: (rule === null ? name : `${rule}: ${name}`).slice(0, 200),
        message: failures.join('; ').slice(0, MESSAGE_LENGTH_MAX),
      })),
    },
    reads: reads.slice(0, READS_MAX),
  }
}

/** What is answered of a text that is no ruleset at all. */
export function checkOfText(issues: readonly YamlIssue[]): RulesetCheck {
  return {
    ok: false,
    issues: issues.slice(0, ISSUES_MAX).map(({ pointer, message, place }) => ({
      pointer,
      rule: null,
      ...(place === null ? NOWHERE : within(place)),
      message: message.slice(0, MESSAGE_LENGTH_MAX),
    })),
    tests: { passed: 0, failed: [] },
    reads: [],
  }
}

const NOWHERE = { line: null, column: null, snippet: null }

function issueOf(issue: GateIssue, place: Source['place']): RulesetIssue {
  const { pointer, rule, line, column, snippet } = issue
  const inside = line === undefined || column === undefined ? undefined : { line, column }
  const found = place?.(pointer, inside) ?? null
  const own = inside === undefined ? NOWHERE : { ...inside, snippet: snippet ?? null }
  return {
    pointer,
    rule,
    ...(found === null ? own : within(found)),
    message: issue.message.slice(0, MESSAGE_LENGTH_MAX),
  }
}

function within({ line, column, snippet }: { line: number; column: number; snippet: string }) {
  return { line: Math.min(line, POSITION_MAX), column: Math.min(column, POSITION_MAX), snippet }
}

/** `invalid_ruleset` for a check that found issues: where, why, and the caret. */
export function faultOf({ issues }: Pick<RulesetCheck, 'issues'>): ApiError | null {
  const [first] = issues
  if (first === undefined) return null
  const shown = first.snippet === null ? '' : `\n${first.snippet}`
  return new ApiError('invalid_ruleset', {
    detail: `${sentence(first)}${shown}`,
    issues: issues.map((issue) => ({
      pointer: issue.pointer,
      code: 'invalid_ruleset',
      message: sentence(issue),
    })),
  })
}

function sentence({ rule, line, column, message }: RulesetIssue): string {
  const where = [
    ...(rule === null ? [] : [`rule \`${rule}\``]),
    ...(line === null ? [] : [`line ${line}, column ${column}`]),
  ]
  return where.length === 0 ? message : `${where.join(', ')}: ${message}`
}

/** The cases that failed, as the issues of a problem. */
export function failedCases({ failed }: Examination): Issue[] {
  return failed.map(({ rule, name, pointer, failures }) => ({
    pointer,
    code: 'test_failed',
    message: `${rule === null ? '' : `rule \`${rule}\`, `}case \`${name}\`: ${failures.join('; ')}`,
  }))
}
