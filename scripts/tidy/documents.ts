import { dirname, posix } from 'node:path'
import { at, manifests, sourceFiles, isTest, type Check, type Tree } from './tree.ts'

/** A union of codes, one per line, comments between them. */
const ERROR_CODES = /^export type \w+ErrorCode =(?:\n[ \t]+(?:\||\/?\*|\/\/).*)+/gm

/** Every direct dependency has its line: what it does, its licence, why it is not written by hand. */
export const dependenciesListed: Check = (tree) => {
  const names = manifests(tree).flatMap(({ manifest }) =>
    Object.keys({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    }),
  )
  const ours = (name: string): boolean => name.startsWith('@gatehouse/')
  return undocumented(
    tree,
    'docs/dependencies.md',
    names.filter((name) => !ours(name)),
  )
}

/** Every signal of the catalogue stands in the reference. */
export const signalsDocumented: Check = (tree) =>
  undocumented(
    tree,
    'docs/reference/signals.md',
    sourceFiles(tree)
      .filter(([path]) => path.startsWith('packages/signals/src/groups/') && !isTest(path))
      .flatMap(([, text]) =>
        [...text.matchAll(/^\s+name: '([a-z][\w.]+)'/gm)].map((match) => match[1] ?? ''),
      ),
  )

/** Every code that our error classes carry stands in the reference. */
export const errorCodesDocumented: Check = (tree) =>
  undocumented(
    tree,
    'docs/reference/error-codes.md',
    sourceFiles(tree)
      .filter(([path]) => path.startsWith('packages/') && !isTest(path))
      .flatMap(([, text]) => [...text.matchAll(ERROR_CODES)])
      .flatMap((match) => [...match[0].matchAll(/^\s+\| '(\w+)'/gm)].map((code) => code[1] ?? '')),
  )

/** Links between documents lead somewhere. */
export const linksLead: Check = (tree) =>
  [...tree.files]
    .filter(([path]) => path.endsWith('.md'))
    .flatMap(([path, text]) =>
      [...text.matchAll(/\]\((?!\w+:|#)([^)\s#]+)(?:#[^)]*)?\)/g)].flatMap((match) => {
        const target = posix.normalize(posix.join(dirname(path), match[1] ?? ''))
        const leads = [...tree.files.keys()].some(
          (file) => file === target || file.startsWith(target.replace(/\/?$/, '/')),
        )
        return leads
          ? []
          : [`${at(path, text, match.index)}: the link to \`${match[1]}\` leads nowhere`]
      }),
    )

/** A document that does not exist yet asks nothing; from its first line on it has to be complete. */
function undocumented(tree: Tree, document: string, names: readonly string[]): string[] {
  const text = tree.files.get(document)
  if (text === undefined) return []
  return [...new Set(names)]
    .filter((name) => !text.includes(`\`${name}\``))
    .map((name) => `${document}: \`${name}\` is missing`)
}
