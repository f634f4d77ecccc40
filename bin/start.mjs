#!/usr/bin/env node
// `npm start`: from a fresh checkout to a running server on a machine with only Node and npm.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPackages } from './install.mjs'
import { requireNode } from './node-version.mjs'

requireNode()

const root = dirname(dirname(fileURLToPath(import.meta.url)))
if (!installPackages(root, { dev: false })) process.exit(1)
process.argv.splice(2, 0, 'serve')
await import('./gatehouse.mjs')
