import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

it('all evaluators work where making code from text is forbidden', () => {
  const script = fileURLToPath(new URL('without-code-generation.ts', import.meta.url))
  const flags = ['--disallow-code-generation-from-strings', '--import', 'tsx']
  const output = execFileSync(process.execPath, [...flags, script], { encoding: 'utf8' })
  const three = [true, false, { reason: 'no_ip' }]
  expect(JSON.parse(output)).toEqual({
    forbidden: 'EvalError',
    interpreted: three,
    compiled: three,
    columns: [1, 1, 0],
  })
})
