import { Set as setFormat } from 'typebox/format'
import { Compile, type Validator } from 'typebox/schema'
import type { TSchema } from 'typebox'
import { isIpAddress } from './ip-text.ts'

setFormat('ip', isIpAddress)
const compiled = new Map<TSchema, Validator>()

function validatorOf(schema: TSchema): Validator {
  let validator = compiled.get(schema)
  if (validator === undefined) {
    // As plain JSON: what a validator in another process or language would see.
    validator = Compile(JSON.parse(JSON.stringify(schema)) as object)
    compiled.set(schema, validator)
  }
  return validator
}

/** Whether the schema accepts the value, for tests. */
export function accepts(schema: TSchema, value: unknown): boolean {
  return validatorOf(schema).Check(value)
}

/** Why not, for messages of failing tests. */
export function complaints(schema: TSchema, value: unknown): string[] {
  const [, errors] = validatorOf(schema).Errors(value)
  return errors.map((error) => `${error.instancePath} ${error.message}`)
}
