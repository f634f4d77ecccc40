import type { PrivacyClass, SignalType } from '@gatehouse/contract'
import type { SignalDefinition } from '../signal.ts'
import { NOT_SENT, unknown } from '../unknown-reason.ts'

/** An input of the shop's own making, sent in `custom_inputs`. */
export interface CustomDeclaration {
  /** As in `custom_inputs` and `CUSTOM_NAME`. Rules call it `custom.NAME`. */
  readonly name: string
  readonly type: Extract<SignalType, 'bool' | 'int' | 'double' | 'string'>
  /** One sentence, unit included. */
  readonly doc: string
  /** When absent, a text counts as `personal`: only the shop knows what it puts there. */
  readonly privacy?: PrivacyClass
}

/** What rules can spell: narrower than what `custom_inputs` accepts. */
export const CUSTOM_NAME: RegExp = /^[a-z][a-z0-9_]{0,63}$/

/**
 * The signals of a shop's declared inputs, to be appended to the catalogue of that shop. A value
 * of another type than the declared one is unknown (`malformed_input`).
 */
export function customSignals(declarations: readonly CustomDeclaration[]): SignalDefinition[] {
  return declarations.map(({ name, type, doc, privacy }) => {
    // Whoever reads a shop's settings checks them; here a wrong name is a bug.
    if (!CUSTOM_NAME.test(name)) throw new Error(`\`${name}\` cannot name a custom signal`)
    return {
      name: `custom.${name}`,
      type,
      doc,
      privacy: privacy ?? (type === 'string' ? 'personal' : 'none'),
      reads: [],
      compute({ event: { custom_inputs: inputs } }) {
        if (inputs === undefined || !Object.hasOwn(inputs, name)) return NOT_SENT
        const value = inputs[name]!
        return TYPE_CHECKS[type](value) ? value : unknown('malformed_input')
      },
    }
  })
}

const TYPE_CHECKS: Readonly<Record<CustomDeclaration['type'], (value: unknown) => boolean>> = {
  bool: (value) => typeof value === 'boolean',
  int: (value) => Number.isInteger(value),
  double: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
}
