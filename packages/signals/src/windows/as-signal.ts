import type { SignalDeclaration, WindowDeclaration } from '@gatehouse/contract'

/** A window as rules see it. */
export function asSignal({ name, doc }: WindowDeclaration): SignalDeclaration {
  return { name, doc, type: 'double', privacy: 'pseudonymous' }
}

/** What rules and decisions have, and what only other signals are computed from. */
export function splitWindows(windows: readonly WindowDeclaration[]): {
  readonly shown: readonly WindowDeclaration[]
  readonly bases: readonly WindowDeclaration[]
} {
  return {
    shown: windows.filter(({ isBase }) => isBase !== true),
    bases: windows.filter(({ isBase }) => isBase === true),
  }
}
