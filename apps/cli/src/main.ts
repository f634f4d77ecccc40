import { run } from './run.ts'

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  isInteractive: process.stderr.isTTY,
  print: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
})
