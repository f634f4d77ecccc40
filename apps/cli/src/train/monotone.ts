import type { SignalDeclaration } from '@gatehouse/contract'
import { columnKindOf, type DataSet } from '@gatehouse/scoring'
import { CliError } from '../cli-error.ts'
import { suggestion } from '../nearest.ts'

/** Signals with which what a model says may only rise (1) or only fall (-1). */
export type Monotone = Readonly<Record<string, 1 | -1>>

/** @param given `order.amount=+1`, one for each signal */
export function monotoneOf(given: readonly string[]): Monotone {
  const monotone: Record<string, 1 | -1> = {}
  for (const text of given) {
    const match = /^([^=]+)=([+-]?1)$/.exec(text)
    if (match === null) {
      throw new CliError('usage', `\`--monotone ${text}\`: give a signal, \`=\` and +1 or -1`)
    }
    const signal = match[1]!
    if (Object.hasOwn(monotone, signal)) {
      throw new CliError('usage', `\`--monotone\` says two things of \`${signal}\``)
    }
    monotone[signal] = Number(match[2]) === 1 ? 1 : -1
  }
  return monotone
}

/** @throws CliError `usage` for what is no signal of the shop, or no number */
export function refuseForeign(
  monotone: Monotone,
  declarations: readonly Pick<SignalDeclaration, 'name' | 'type'>[],
): void {
  for (const name of Object.keys(monotone)) {
    const signal = declarations.find((declaration) => declaration.name === name)
    if (signal === undefined) {
      const near = suggestion(
        name,
        declarations.map((declaration) => declaration.name),
      )
      throw new CliError('usage', `\`--monotone\`: \`${name}\` is no signal of the shop${near}`)
    }
    if (columnKindOf(signal.type) !== 'number') {
      const problem = `is of type \`${signal.type}\`, and only numbers rise and fall`
      throw new CliError('usage', `\`--monotone\`: \`${name}\` ${problem}`)
    }
  }
}

/** The columns with what is demanded of them. A signal that never differs has none, and is still. */
export function withMonotone(data: DataSet, monotone: Monotone): DataSet {
  const columns = data.columns.map((column) => {
    const direction = Object.hasOwn(monotone, column.name) ? monotone[column.name] : undefined
    return direction === undefined || column.kind !== 'number'
      ? column
      : { ...column, monotone: direction }
  })
  return { ...data, columns }
}
