import type { SignalDeclaration, WindowDeclaration } from '@gatehouse/contract'

/** A window as rules see it. */
export function asSignal({ name, doc }: WindowDeclaration): SignalDeclaration {
  return { name, doc, type: 'double', privacy: 'pseudonymous' }
}
