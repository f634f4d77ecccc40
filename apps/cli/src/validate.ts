import { issuesOf, VALIDATOR_OPTIONS, type Issue } from '@gatehouse/contract'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/** Answers what is wrong with a value; nothing when it fits. The value is never changed. */
export type Validate = (value: unknown) => readonly Issue[]

/** Compiles a schema to a check, with the same settings as the server's. */
export function createValidator(schema: object): Validate {
  const { formats, keywords, ...options } = VALIDATOR_OPTIONS
  const ajv = new Ajv2020({
    ...options,
    keywords: [...keywords],
    formats: { ...formats },
    strict: true,
    strictTypes: false,
  })
  addFormats.default(ajv, ['date-time'])
  const check = ajv.compile(schema)
  return (value) => (check(value) ? [] : issuesOf(check.errors ?? []))
}
