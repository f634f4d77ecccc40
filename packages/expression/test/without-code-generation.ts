import { unknownBecause } from '@gatehouse/contract'
import {
  checkExpression,
  columnsOf,
  compile,
  compileColumns,
  countBits,
  interpret,
} from '../src/index.ts'

/** Run by `sandbox.test.ts` in a process that may not make code from text. Prints what it found. */
const signals = [
  { name: 'ip.country', type: 'string', doc: '', privacy: 'none' },
  { name: 'order.amount', type: 'double', doc: '', privacy: 'none' },
] as const
const source = 'ip.country.matches("^D") && order.amount > 5 || order.amount / 2 > 100'
const checked = checkExpression(source, { signals, lists: [], result: 'bool' })
if (!checked.ok) throw new Error(checked.issues[0]!.message)
const vectors = [
  ['DE', 6],
  ['FR', 6],
  [unknownBecause('no_ip'), 6],
]
const { expression } = checked
const evaluate = compile(expression)
const [columns] = compileColumns([expression])(columnsOf(signals, vectors), [])
let forbidden = 'code generation works here: the process was started without the flag'
try {
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- that it throws is the point
  forbidden = String(new Function('return 1')())
} catch (error) {
  forbidden = error instanceof Error ? error.name : String(error)
}
console.log(
  JSON.stringify({
    forbidden,
    interpreted: vectors.map((vector) => interpret(expression, vector, [])),
    compiled: vectors.map((vector) => evaluate(vector, [])),
    columns: [columns!.hit, columns!.unknown, columns!.error].map(countBits),
  }),
)
