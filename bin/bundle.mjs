import { existsSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { digest, openCache, readStamp, sweep } from './bundle-cache.mjs'
import { sourcePlugin, workerEntries } from './bundle-source.mjs'

const OWN_FILES = [
  './bundle.mjs',
  './bundle-source.mjs',
  '../node_modules/esbuild/package.json',
].map((file) => fileURLToPath(new URL(file, import.meta.url)))

/** The sources do not bundle: the message says where and why. */
export class BundleError extends Error {
  code = 'bundle_failed'
}

/**
 * Bundles one TypeScript entry with the workspace packages it imports; npm packages stay outside.
 * An unchanged source costs one `stat` per file of the bundle.
 * @param {{root: string, source: string}} options absolute paths of the checkout and of the entry
 * @returns {Promise<string>} the path of the JavaScript file to import
 * @throws {BundleError} when the sources do not bundle
 */
export async function bundle({ root, source }) {
  const cache = openCache(root)
  const name = nameOf(root, source)
  const stampFile = join(cache, `${name}.json`)
  const stamp = readStamp(stampFile)
  const fresh =
    stamp && isFresh(root, stamp) ? join(cache, stamp.directory, `${name}.mjs`) : undefined
  if (fresh && existsSync(fresh)) return fresh
  return build({ root, source, cache, name, stampFile })
}

async function build({ root, source, cache, name, stampFile }) {
  const esbuild = await import('esbuild')
  const work = mkdtempSync(join(cache, 'work-'))
  try {
    const result = await esbuild
      .build({
        absWorkingDir: root,
        entryPoints: { [name]: source, ...workerEntries(root, nameOf) },
        outdir: work,
        outExtension: { '.js': '.mjs' },
        bundle: true,
        splitting: true,
        format: 'esm',
        platform: 'node',
        target: 'node20.19',
        sourcemap: 'linked',
        sourcesContent: false,
        metafile: true,
        logLevel: 'silent',
        plugins: [sourcePlugin(root, nameOf)],
      })
      .catch(async (error) => {
        const lines = await esbuild.formatMessages(error.errors ?? [], { kind: 'error' })
        throw new BundleError(lines.join('\n') || error.message, { cause: error })
      })
    const inputs = inputsOf(root, Object.keys(result.metafile.inputs))
    // Named by what went in: a running server keeps its own directory while a newer one appears beside it.
    const directory = `${name}-${digest(JSON.stringify(inputs))}`
    moveInto(work, join(cache, directory))
    const stampWork = join(cache, `${name}.${process.pid}.json`)
    writeFileSync(stampWork, JSON.stringify({ directory, inputs }))
    renameSync(stampWork, stampFile)
    sweep(cache)
    return join(cache, directory, `${name}.mjs`)
  } finally {
    // Its service process would live as long as the server does.
    await esbuild.stop()
    rmSync(work, { recursive: true, force: true })
  }
}

/** One name per entry, flat, so that chunks and workers lie side by side. */
function nameOf(root, file) {
  const path = relative(root, file)
  const plain = path.replace(/\.[cm]?ts$/, '').replace(/[^\w.]+/g, '-')
  return path.startsWith('..') ? `${basename(plain)}-${digest(resolve(file))}` : plain
}

/** Size and time of every file that shaped the bundle, this machinery and the package list included. */
function inputsOf(root, files) {
  const manifests = new Set(files.flatMap((file) => manifestOf(root, file)))
  return Object.fromEntries(
    [...OWN_FILES, ...manifests, ...files].map((file) => [file, stampOf(resolve(root, file))]),
  )
}

function manifestOf(root, file) {
  const found = /^(?:packages|apps)\/[^/]+/.exec(file)
  const path = found && `${found[0]}/package.json`
  return path && existsSync(join(root, path)) ? [path] : []
}

function stampOf(path) {
  const { size, mtimeMs } = statSync(path)
  return `${size}:${mtimeMs}`
}

function isFresh(root, { inputs }) {
  try {
    return Object.entries(inputs).every(([file, stamp]) => stampOf(resolve(root, file)) === stamp)
  } catch {
    return false
  }
}

/** A second process may have built the same bundle meanwhile: then its directory serves both. */
function moveInto(work, directory) {
  try {
    renameSync(work, directory)
  } catch (error) {
    if (!existsSync(directory)) throw error
  }
}
