import { issuesOf, VALIDATOR_OPTIONS, type Issue } from '@gatehouse/contract'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/** Answers what is wrong with a value; nothing when it fits. The value is never changed. */
export type Validate = (value: unknown) => readonly Issue[]

/** Compiles the schemas of the contract, each once: compiling takes milliseconds, checking microseconds. */
export function createValidators(): (schema: object) => Validate {
  const { formats, ...options } = VALIDATOR_OPTIONS
  const ajv = new Ajv2020({
    ...options,
    keywords: [...options.keywords],
    formats: { ...formats },
    strict: true,
    strictTypes: false,
  })
  addFormats.default(ajv, ['date-time'])
  const compiled = new Map<object, Validate>()
  return (schema) => {
    const known = compiled.get(schema)
    if (known !== undefined) return known
    const check = ajv.compile(schema)
    const validate: Validate = (value) => (check(value) ? [] : issuesOf(check.errors ?? []))
    compiled.set(schema, validate)
    return validate
  }
}
