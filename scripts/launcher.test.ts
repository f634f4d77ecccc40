import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const checkout = dirname(dirname(fileURLToPath(import.meta.url)))
let root = ''

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const gatehouse = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [join(root, 'bin/gatehouse.mjs'), ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, TMPDIR: join(root, 'tmp') },
  })

const bundles = (): string[] =>
  readdirSync(join(root, 'node_modules/.cache/gatehouse')).filter((name) => /-\w{16}$/.test(name))

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'gatehouse-launcher-'))
  cpSync(join(checkout, 'bin'), join(root, 'bin'), { recursive: true })
  mkdirSync(join(root, 'node_modules/@gatehouse'), { recursive: true })
  mkdirSync(join(root, 'tmp'))
  symlinkSync(join(checkout, 'node_modules/esbuild'), join(root, 'node_modules/esbuild'))
  symlinkSync(join(root, 'packages/greeting'), join(root, 'node_modules/@gatehouse/greeting'))
  write(
    'packages/greeting/package.json',
    '{"name": "@gatehouse/greeting", "type": "module", "exports": {".": "./src/index.ts"}}',
  )
  write('packages/greeting/data/name.txt', 'Ada')
  write(
    'packages/greeting/src/index.ts',
    `import { readFileSync } from 'node:fs'
     export const greeting: string = 'hello ' + readFileSync(new URL('../data/name.txt', import.meta.url), 'utf8')`,
  )
  write(
    'apps/cli/src/count.worker.ts',
    `import { parentPort } from 'node:worker_threads'
     import { greeting } from '@gatehouse/greeting'
     const length: number = greeting.length
     if (parentPort) parentPort.postMessage(length)
     else process.send?.(length)`,
  )
  write(
    'apps/cli/src/main.ts',
    `import { fork } from 'node:child_process'
     import { Worker } from 'node:worker_threads'
     import { greeting } from '@gatehouse/greeting'
     const count = new URL('./count.worker.ts', import.meta.url)
     const once = (from: Worker | ReturnType<typeof fork>) =>
       new Promise((resolve) => from.on('message', resolve))
     console.log(JSON.stringify({
       greeting,
       args: process.argv.slice(2),
       worker: await once(new Worker(count)),
       child: await once(fork(count)),
     }))`,
  )
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

describe('bin/gatehouse.mjs', () => {
  it('runs TypeScript with workspace packages, their data files, workers and child processes', () => {
    const { stdout, stderr } = gatehouse('serve', '--port', '1')
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      greeting: 'hello Ada',
      args: ['serve', '--port', '1'],
      worker: 9,
      child: 9,
    })
  })

  it('bundles again only when a source changed, and leaves the bundle of a running process alone', () => {
    gatehouse()
    const before = bundles()
    gatehouse()
    expect(bundles()).toEqual(before)
    write('packages/greeting/src/index.ts', "export const greeting: string = 'good day'")
    expect(gatehouse().stdout).toContain('"greeting":"good day","args":[],"worker":8')
    expect(bundles()).toHaveLength(before.length + 1)
    expect(bundles()).toEqual(expect.arrayContaining(before))
  })

  it('runs another entry with its arguments', () => {
    write('examples/demo.ts', 'console.log(process.argv.slice(2).join())')
    expect(gatehouse('--run', 'examples/demo.ts', 'a', 'b').stdout).toBe('a,b\n')
  })

  it('says where a source does not bundle', () => {
    write('examples/broken.ts', 'const a: number =\n')
    const { status, stderr } = gatehouse('--run', 'examples/broken.ts')
    expect(status).toBe(1)
    expect(stderr).toContain('examples/broken.ts:2:0')
  })

  it('names the line of the source when it crashes', () => {
    write(
      'examples/crash.ts',
      "interface A { a: 1 }\n\nexport const a: A[] = []\nthrow new Error('no')\n",
    )
    expect(gatehouse('--run', 'examples/crash.ts').stderr).toMatch(/examples\/crash\.ts:4/)
  })

  it('keeps its bundles under the temporary directory when node_modules is read-only', () => {
    rmSync(join(root, 'node_modules/.cache'), { recursive: true })
    writeFileSync(join(root, 'node_modules/.cache'), 'a file, so that no directory can be made')
    const { stdout, stderr } = gatehouse()
    rmSync(join(root, 'node_modules/.cache'))
    expect(stderr).toBe('')
    expect(stdout).toContain('"worker":8,"child":8')
  })

  it('says which file is missing', () => {
    const { status, stderr } = gatehouse('--run', 'examples/none.ts')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^there is no file `.*none\.ts` to run\n$/)
  })
})

describe('bin/node-version.mjs', () => {
  const check = (version: string): { status: number | null; stderr: string } => {
    const module = new URL('../bin/node-version.mjs', import.meta.url).href
    const code = `(await import('${module}')).requireNode('${version}')`
    return spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
      encoding: 'utf8',
    })
  }

  it.each(['20.19.0', '20.20.1', '22.0.0'])('lets Node %s run', (version) => {
    expect(check(version).status).toBe(0)
  })

  it.each(['18.20.4', '20.18.9'])('says what to do on Node %s', (version) => {
    const { status, stderr } = check(version)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^gatehouse needs Node 20\.19 or newer, this is .*: install a newer one/)
  })
})

interface InstallModule {
  readonly missingPackages: (root: string, options: { dev: boolean }) => string[]
}

describe('bin/install.mjs', () => {
  const lockfile = (packages: object): string => JSON.stringify({ packages })
  const missing = async (wanted: object, present: object, dev = true): Promise<string[]> => {
    write('locks/package-lock.json', lockfile(wanted))
    write('locks/node_modules/.package-lock.json', lockfile(present))
    const href = new URL('../bin/install.mjs', import.meta.url).href
    const { missingPackages } = (await import(href)) as InstallModule
    return missingPackages(join(root, 'locks'), { dev })
  }

  it('finds nothing to do when every package is there in its version', async () => {
    const packages = { 'node_modules/pg': { version: '8.0.0', integrity: 'x' } }
    expect(await missing({ '': {}, 'packages/a': {}, ...packages }, packages)).toEqual([])
  })

  it('names what is absent or has another version', async () => {
    const wanted = {
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0' },
    }
    const present = { 'node_modules/b': { version: '1.0.0' } }
    expect(await missing(wanted, present)).toEqual(['node_modules/a', 'node_modules/b'])
  })

  it('does not wait for the packages of other platforms, nor at a start for those of developers', async () => {
    const wanted = {
      'node_modules/a-darwin': { version: '1.0.0', optional: true },
      'node_modules/vitest': { version: '4.0.0', dev: true },
    }
    expect(await missing(wanted, {}, false)).toEqual([])
    expect(await missing(wanted, {}, true)).toEqual(['node_modules/vitest'])
  })
})
