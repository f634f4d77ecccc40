#!/usr/bin/env node
// The command line. Node 20 runs no TypeScript and install scripts are off, so the first run bundles
// the sources (about 0.1 s) into a cache and later runs start from there.
//
//   gatehouse COMMAND ...            runs apps/cli/src/main.ts
//   gatehouse --run FILE.ts ...      runs another entry the same way (benchmarks, the demo)
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { requireNode } from './node-version.mjs'

requireNode()

const root = dirname(dirname(fileURLToPath(import.meta.url)))

function fail(message) {
  console.error(message)
  process.exit(1)
}

function entryOf(args) {
  if (args[0] !== '--run') return { source: join(root, 'apps/cli/src/main.ts'), rest: args }
  if (!args[1]) fail('`--run` needs a file: `gatehouse --run FILE.ts`')
  return { source: resolve(args[1]), rest: args.slice(2) }
}

const { source, rest } = entryOf(process.argv.slice(2))
if (!existsSync(source)) fail(`there is no file \`${source}\` to run`)
if (!existsSync(join(root, 'node_modules/esbuild'))) {
  fail(`the npm packages are not installed: run \`npm ci\` in ${root} first`)
}
const { bundle, BundleError } = await import('./bundle.mjs')
const file = await bundle({ root, source }).catch((error) => {
  if (error instanceof BundleError) fail(error.message)
  throw error
})
process.setSourceMapsEnabled(true)
process.argv = [process.argv[0], source, ...rest]
await import(pathToFileURL(file).href)
