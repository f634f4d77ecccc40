import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { MODEL_BYTES_MAX, type SignalDeclaration } from '@gatehouse/contract'
import {
  adoptModel,
  EMPTY_FEATURE_MAP,
  isLightgbmText,
  readFeatureMap,
  readLightgbmText,
  readOnnxTrees,
  writeModel,
  type FeatureMap,
  type ForeignRead,
  type MapFault,
} from '@gatehouse/scoring'
import { CliError } from '../cli-error.ts'
import { suggestion } from '../nearest.ts'
import { readYaml } from '../read-yaml.ts'

/** As text it is some ten times as large as the model that is made of it. */
const FILE_BYTES_MAX = 64 * 1024 * 1024
/** What stands for which feature is told with the model, where that is not too much to tell. */
const READS_TOLD_MAX = 500
const FAULTS_SHOWN = 20

export interface ImportRequest {
  readonly path: string
  /** Of the map; `undefined`: the features are called as signals are. */
  readonly mapPath: string | undefined
  /** SHA-256 that the file must have, hex. */
  readonly sha256: string | undefined
  readonly declarations: readonly SignalDeclaration[]
}

export interface ImportedModel {
  /** Of ours, as `models add` takes it. */
  readonly file: string
  readonly library: string
  readonly trees: number
  readonly reads: ReadonlyMap<string, string>
}

/**
 * Makes a model file of ours of one that another library wrote.
 * @throws CliError `file` when it cannot be read, `invalid` with all that is wrong of file and map
 */
export function importModel(request: ImportRequest): ImportedModel {
  const { path, mapPath, declarations } = request
  const bytes = bytesOf(path)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (request.sha256 !== undefined && request.sha256.toLowerCase() !== sha256) {
    throw new CliError(
      'invalid',
      `\`${path}\` is not the file that was meant: its hash is ${sha256}`,
    )
  }
  const { map, at } = mapOf(mapPath)
  const read = foreignModel(bytes, map)
  if (!read.ok) throw new CliError('invalid', `\`${path}\`: ${read.issue}`)
  const { facts } = read.model
  const origin = { ...facts, file: basename(path), sha256 }
  const adopted = adoptModel(read.model, map, declarations, { imported: origin })
  if (!adopted.ok) throw refusal(adopted.issues, at)
  const { model, reads } = adopted
  const imported =
    reads.size > READS_TOLD_MAX ? origin : { ...origin, reads: Object.fromEntries(reads) }
  const file = writeModel({ ...model, about: { imported } })
  const size = Buffer.byteLength(file)
  if (size > MODEL_BYTES_MAX) {
    throw new CliError(
      'invalid',
      `\`${path}\` becomes a model of ${size} bytes, and ${MODEL_BYTES_MAX} are taken: train it with fewer trees or leaves`,
    )
  }
  return { file, library: String(facts['library']), trees: model.trees.length, reads }
}

/** The first field of an ONNX file is the version of its format: a tag, and a small number. */
const ONNX_TAG = 0x08

function foreignModel(bytes: Buffer, map: FeatureMap): ForeignRead {
  if (isLightgbmText(bytes.toString('latin1', 0, 64))) return readLightgbmText(bytes.toString())
  if (bytes[0] === ONNX_TAG) return readOnnxTrees(bytes, map)
  return { ok: false, issue: 'it is neither a text model of LightGBM nor an ONNX file' }
}

function mapOf(path: string | undefined): { map: FeatureMap; at: (pointer: string) => string } {
  if (path === undefined) {
    return { map: EMPTY_FEATURE_MAP, at: () => '' }
  }
  const yaml = readYaml(path)
  const at = (pointer: string) => `${yaml.at(pointer)}: `
  const read = readFeatureMap(yaml.value)
  if (!read.ok) throw refusal(read.issues, at)
  return { map: read.map, at }
}

function refusal(issues: readonly MapFault[], at: (pointer: string) => string): CliError {
  const more = issues.length - FAULTS_SHOWN
  const lines = issues.slice(0, FAULTS_SHOWN).map(({ pointer, message, mistyped }) => {
    const near = mistyped === undefined ? '' : suggestion(mistyped.word, mistyped.known)
    return `${at(pointer)}${message}${near}`
  })
  return new CliError('invalid', [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'))
}

function bytesOf(path: string): Buffer {
  const size = statSync(path, { throwIfNoEntry: false })?.size
  if (size === undefined) throw new CliError('file', `there is no file \`${path}\``)
  if (size > FILE_BYTES_MAX) throw new CliError('file', `\`${path}\` is larger than 64 MiB`)
  try {
    return readFileSync(path)
  } catch (error) {
    throw new CliError('file', `\`${path}\` cannot be read: ${(error as Error).message}`)
  }
}
