import { setImmediate as nextTurn } from 'node:timers/promises'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Sql } from '../connection/sql.ts'
import { FIND_BODY_MODEL, INSERT_BODY_MODEL, NEWEST_BODY_MODEL } from '../queries/body-models.ts'
import {
  type Body,
  type BodyOwner,
  bodyText,
  decodeBody,
  encodeBody,
  modelIdOf,
  type NumberedModel,
} from './body-codec.ts'
import { type BodyCounts, countBodies } from './body-counts.ts'
import { BodyModel } from './body-model.ts'

/** Measured: 300 samples reach 98 % of what 2,000 do. */
const SAMPLES = 400
const MODEL_BYTES_MAX = 64 * 1024 * 1024
/**
 * A model is replaced when bodies take a quarter more than those that it was learned from, or, if it
 * was learned by another process, than the first ones that it wrote here. The first 400 decisions of
 * an installation find empty windows; what comes later looks different.
 */
const WORSE_BY = 1.25
/** Bodies over which that is measured. After each lesson twice as many: it must not go on for ever. */
const MEASURED_BODIES = 1000

/** Kept as it came: what it costs to look at is paid when a model is learned. */
interface Sample {
  readonly body: Body
  readonly owner: BodyOwner
}

/** Codes bodies with the newest model, and with none until there is one. */
export interface Bodies {
  encode(body: Body, owner: BodyOwner): Uint8Array
  /** Fetches the model if another node made it. */
  decode(stored: Uint8Array, owner: BodyOwner): Promise<Body>
  /**
   * Learns a model from the bodies seen lately, if there are enough and the present model fits
   * them badly. Takes about a second of work in small steps. Answers whether it did.
   */
  learn(): Promise<boolean>
}

export async function openBodies(sql: Sql): Promise<Bodies> {
  const models = new Map<number, BodyModel>()
  let newest: NumberedModel | undefined
  let samples: Sample[] = []
  let seen = 0
  let bytes = 0
  let bytesWhenNew: number | undefined
  let measured = MEASURED_BODIES
  let learning: Promise<boolean> | undefined

  const [row] = await sql.rows<ModelRow>(NEWEST_BODY_MODEL)
  if (row !== undefined) use(row.model_id, unpack(row.counts))

  function use(modelId: number, counts: BodyCounts): void {
    newest = { modelId, model: new BodyModel(counts) }
    models.set(modelId, newest.model)
    seen = 0
    bytes = 0
    bytesWhenNew = undefined
  }

  async function modelOf(stored: Uint8Array): Promise<BodyModel | undefined> {
    const modelId = modelIdOf(stored)
    if (modelId === undefined) return undefined
    const known = models.get(modelId)
    if (known !== undefined) return known
    const [found] = await sql.rows<ModelRow>(FIND_BODY_MODEL, [modelId])
    if (found === undefined) throw new RangeError(`the body model ${modelId} is missing`)
    const model = new BodyModel(unpack(found.counts))
    models.set(modelId, model)
    return model
  }

  function isModelStale(): boolean {
    if (samples.length < SAMPLES) return false
    // A model of before there were orders is replaced once.
    if (newest === undefined || !newest.model.isOrdered) return true
    if (seen < measured) return false
    const mean = bytes / seen
    seen = 0
    bytes = 0
    bytesWhenNew ??= mean
    return mean > bytesWhenNew * WORSE_BY
  }

  async function learnFrom(bodies: readonly Sample[]): Promise<boolean> {
    const counting = countBodies(
      bodies.map(({ body, owner }) => bodyText(body, owner)),
      true,
    )
    const wasThereOne = newest !== undefined
    samples = []
    for (;;) {
      const step = counting.next()
      if (step.done !== true) {
        await nextTurn()
        continue
      }
      const [made] = await sql.rows<ModelRow>(INSERT_BODY_MODEL, [pack(step.value)])
      if (made === undefined) return false
      use(made.model_id, step.value)
      if (wasThereOne) measured *= 2
      bytesWhenNew = meanBytes(bodies, newest)
      return true
    }
  }

  return {
    encode(body, owner) {
      const stored = encodeBody(body, owner, newest)
      seen += 1
      bytes += stored.length
      // A ring of the latest bodies, every fourth one once it is full.
      if (samples.length < SAMPLES) samples.push({ body, owner })
      else if (seen % 4 === 0) samples[(seen >>> 2) % SAMPLES] = { body, owner }
      return stored
    },
    async decode(stored, owner) {
      return decodeBody(stored, owner, await modelOf(stored))
    },
    async learn() {
      if (learning !== undefined) return learning
      if (!isModelStale()) return false
      // Who asks meanwhile waits for the same lesson: afterwards the new model is in use.
      learning = learnFrom(samples).finally(() => (learning = undefined))
      return learning
    },
  }
}

function meanBytes(bodies: readonly Sample[], numbered: NumberedModel | undefined): number {
  let bytes = 0
  for (const { body, owner } of bodies) bytes += encodeBody(body, owner, numbered).length
  return bytes / bodies.length
}

interface ModelRow {
  readonly model_id: number
  readonly counts: Buffer
}

function pack(counts: BodyCounts): Buffer {
  return deflateRawSync(JSON.stringify(counts))
}

function unpack(counts: Buffer): BodyCounts {
  const text = inflateRawSync(counts, { maxOutputLength: MODEL_BYTES_MAX }).toString('utf8')
  return JSON.parse(text) as BodyCounts
}
