import { type BodyCounts, countBodies } from '../body/body-counts.ts'
import { BodyModel } from '../body/body-model.ts'
import { SAMPLE_AGENT_TEXTS, samplePeople } from './cut-value-samples.ts'
import { joinValues, ValueCutter } from './cut-values.ts'
import type { PersonalValues } from './sealed.ts'

/**
 * How personal values of format 2 are written before they are encrypted: cut into parts, and coded
 * by a model of invented people that is part of the program. It knows how user agents, links and
 * names of people go, so that a browser takes 3 bytes instead of 120.
 */
function cutterFor(people: readonly PersonalValues[]): ValueCutter {
  const names = new Set(people.flatMap((values) => Object.keys(values)))
  return new ValueCutter(
    // A shop's own inputs have names that nobody knows.
    [...names].filter((name) => !name.startsWith('custom_inputs.')),
    SAMPLE_AGENT_TEXTS,
  )
}

interface CutValueModel {
  readonly cutter: ValueCutter
  readonly counts: BodyCounts
  readonly model: BodyModel
}

export function makeCutValueModel(): CutValueModel {
  const people = samplePeople()
  const cutter = cutterFor(people)
  const texts = people.map((values) => ({ event: cutter.cut(values), decision: '', known: [] }))
  const counting = countBodies(texts)
  for (;;) {
    const step = counting.next()
    if (step.done === true) return { cutter, counts: step.value, model: new BodyModel(step.value) }
  }
}

let made: CutValueModel | undefined

/** Made when it is first needed: about a tenth of a second. */
function cutValueModel(): CutValueModel {
  made ??= makeCutValueModel()
  return made
}

/** Values as short bytes of format 2, before they are encrypted. */
export function packCutValues(values: PersonalValues): Buffer {
  const { cutter, model } = cutValueModel()
  // JSON escapes a zero byte, and what is cut has none.
  return model.encode(Buffer.from(cutter.cut(values), 'latin1'), null, [])!
}

export function unpackCutValues(packed: Uint8Array): PersonalValues {
  return joinValues(cutValueModel().model.decode(packed, []).event)
}
