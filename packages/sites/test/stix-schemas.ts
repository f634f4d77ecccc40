import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const FOLDER = new URL('../../../spec/feeds/stix21/', import.meta.url)
const BASE = 'http://raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas/stix2.1/schemas/'
/** The schemas' own pattern of `type` takes exponential time; this one says the same. */
const TYPE_PATTERN = '^[a-z][a-z0-9-]*$'

const PLACES: Readonly<Record<string, string>> = {
  relationship: 'sros',
  'marking-definition': 'common',
  'domain-name': 'observables',
  url: 'observables',
  'ipv4-addr': 'observables',
  'ipv6-addr': 'observables',
}

function open(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, unicodeRegExp: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addFormat('idn-hostname', true)
  for (const folder of ['common', 'sdos', 'sros', 'observables']) {
    for (const name of readdirSync(new URL(`${folder}/`, FOLDER))) {
      const text = readFileSync(new URL(`${folder}/${name}`, FOLDER), 'utf8')
      const schema = JSON.parse(text) as {
        $id: string
        properties?: { type?: { pattern?: string }; extensions?: unknown }
      }
      if (schema.properties?.type?.pattern !== undefined) {
        schema.properties.type.pattern = TYPE_PATTERN
      }
      delete schema.properties?.extensions
      ajv.addSchema({ ...schema, $id: `${BASE}${folder}/${name}` })
    }
  }
  return ajv
}

const ajv = open()

interface Bundle {
  readonly type: string
  readonly id: string
  readonly objects: readonly {
    readonly type: string
    readonly id: string
    readonly [more: string]: unknown
  }[]
}

/** What is wrong with a bundle by the schemas of STIX 2.1, and every reference that leads nowhere. */
export function stixFaults(bundle: Bundle): string[] {
  const faults = /^bundle--[0-9a-f-]{36}$/.test(bundle.id) ? [] : ['bundle id']
  const ids = new Set(bundle.objects.map(({ id }) => id))
  if (ids.size !== bundle.objects.length) faults.push('an id is there twice')
  for (const object of bundle.objects) {
    const validate = ajv.getSchema(`${BASE}${PLACES[object.type] ?? 'sdos'}/${object.type}.json`)
    if (validate === undefined) faults.push(`no schema for ${object.type}`)
    else if (validate(object) !== true) {
      faults.push(`${object.id}: ${ajv.errorsText(validate.errors)}`)
    }
    const { source_ref, target_ref, created_by_ref, object_refs, object_marking_refs } = object
    const refs = [source_ref, target_ref, created_by_ref, object_refs, object_marking_refs].flat()
    for (const ref of refs) {
      if (typeof ref === 'string' && !ids.has(ref)) faults.push(`${object.id}: ${ref} is missing`)
    }
  }
  return faults
}
