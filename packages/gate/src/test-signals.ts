import {
  fromWireSignal,
  isUnknown,
  unknownBecause,
  type RulesetTest,
  type SignalDeclaration,
  type SignalType,
  type SignalValue,
  type SignalVector,
} from '@gatehouse/contract'

/** The signals of a case: what it names, everything else unknown; or why there are none. */
export type CaseSignals =
  | { readonly ok: true; readonly signals: SignalVector }
  | { readonly ok: false; readonly failures: readonly string[] }

/** Lays out the signals of a case in the order of the declarations. */
export function caseReader(
  declarations: readonly SignalDeclaration[],
): (named: RulesetTest['signals']) => CaseSignals {
  const indexes = new Map(declarations.map(({ name }, index) => [name, index]))
  const nothing = declarations.map(() => unknownBecause('not_sent'))
  return (named) => {
    const signals: SignalValue[] = [...nothing]
    const failures: string[] = []
    for (const [name, wire] of Object.entries(named)) {
      const index = indexes.get(name)
      const type = index === undefined ? undefined : declarations[index]!.type
      const value = fromWireSignal(wire)
      if (index === undefined || type === undefined) {
        failures.push(`there is no signal \`${name}\``)
      } else if (!fits(value, type)) {
        failures.push(`the signal \`${name}\` is ${KINDS[type]}: give it such a value`)
      } else signals[index] = value
    }
    return failures.length === 0 ? { ok: true, signals } : { ok: false, failures }
  }
}

const KINDS: Readonly<Record<SignalType, string>> = {
  bool: '`true` or `false`',
  int: 'a whole number',
  double: 'a number',
  string: 'a text',
  string_list: 'a list of texts',
  timestamp: 'a time in milliseconds since 1970',
}

function fits(value: SignalValue, type: SignalType): boolean {
  if (isUnknown(value)) return true
  switch (type) {
    case 'bool':
      return typeof value === 'boolean'
    case 'int':
    case 'timestamp':
      return Number.isSafeInteger(value)
    case 'double':
      return typeof value === 'number'
    case 'string':
      return typeof value === 'string'
    case 'string_list':
      return Array.isArray(value)
  }
}
