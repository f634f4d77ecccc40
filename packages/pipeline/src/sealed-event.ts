import type { OrderEvent, Parsed } from '@gatehouse/contract'
import type { PersonalValues } from '@gatehouse/store'

/**
 * A stored event with its personal values put back where they were: the way back of
 * `compilePersonalSplit`. Paths that the event no longer has are left out.
 */
export function withPersonalValues(
  event: Parsed<OrderEvent>,
  values: PersonalValues,
): Parsed<OrderEvent> {
  const whole = structuredClone(event) as unknown as Record<string, unknown>
  for (const [path, value] of Object.entries(values)) {
    const names = namesOf(path)
    const last = names.pop()!
    let at: unknown = whole
    for (const name of names) {
      if (typeof at !== 'object' || at === null) break
      at = own(at as Record<string, unknown>, name)
    }
    if (typeof at === 'object' && at !== null) (at as Record<string, unknown>)[last] = value
  }
  return whole as unknown as Parsed<OrderEvent>
}

/** The shop's own inputs: their names may hold dots. */
const INPUTS = 'custom_inputs.'

function namesOf(path: string): string[] {
  if (!path.startsWith(INPUTS)) return path.split('.')
  return [INPUTS.slice(0, -1), path.slice(INPUTS.length)]
}

/** A block whose every field was personal is stored as an empty one, or not at all. */
function own(from: Record<string, unknown>, name: string): unknown {
  if (!Object.hasOwn(from, name)) from[name] = {}
  return from[name]
}
