import type { SignalDeclaration } from '@gatehouse/contract'
import { OWNER_DOCS, ownerOf } from './owners.ts'
import { UNKNOWN_REASONS } from './unknown-reason.ts'

const HEAD = `# Signals

<!-- Rendered from packages/signals by renderSignalsPage(); a test holds the two equal. -->

A signal is a named, typed value about one event. Rules name them as they stand here. A signal that
cannot be told is *unknown*, with one of the reasons at the end: never \`false\`, never \`0\`.

Privacy: *none* says nothing about a person; *pseudonymous* is an aggregate or a trait that could help
to single one out; *personal* must never be stored in the clear (only texts of a shop's own
\`custom.NAME\` inputs, unless the shop declares them otherwise).
`

/** `docs/reference/signals.md`, in Markdown. */
export function renderSignalsPage(declarations: readonly SignalDeclaration[]): string {
  const groups = new Map<string, SignalDeclaration[]>()
  for (const declaration of declarations) {
    const group = declaration.name.slice(0, declaration.name.indexOf('.'))
    groups.set(group, [...(groups.get(group) ?? []), declaration])
  }
  const sections = [...groups].map(([group, signals]) => `\n## ${group}\n\n${table(signals)}`)
  return `${HEAD}${sections.join('')}\n## Who answers for a signal\n\n${owners()}\n## Why a signal is unknown\n\n${reasons()}`
}

function table(signals: readonly SignalDeclaration[]): string {
  const rows = signals.map(
    ({ name, type, doc, privacy }) =>
      `| \`${name}\` | ${type} | ${cell(doc)} | ${privacy} | ${ownerOf(name) ?? ''} |\n`,
  )
  return `| signal | type | what it says | privacy | owner |\n|---|---|---|---|---|\n${rows.join('')}`
}

function owners(): string {
  const rows = Object.entries(OWNER_DOCS).map(([owner, doc]) => `| ${owner} | ${cell(doc)} |\n`)
  return `| owner | answers for |\n|---|---|\n${rows.join('')}`
}

function reasons(): string {
  const rows = Object.entries(UNKNOWN_REASONS).map(
    ([reason, text]) => `| \`${reason}\` | ${cell(text)} |\n`,
  )
  return `| reason | what it means |\n|---|---|\n${rows.join('')}`
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
