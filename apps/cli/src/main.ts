import { run } from './run.ts'

// A reader that has gone (`gatehouse serve | head`) must not end what runs: a server has to stop
// cleanly whether anybody still reads its words.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  isInteractive: process.stderr.isTTY,
  print: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
})
