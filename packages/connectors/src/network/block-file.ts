import { readFile, rename, writeFile } from 'node:fs/promises'
import { blockText, type BlockFormat } from './block-text.ts'
import { NetworkLayerError, type NetworkLayer } from './network-layer.ts'

export interface BlockFileSettings {
  readonly path: string
  readonly format: BlockFormat
}

/** A file that a firewall or web server reads; whoever reads it watches it. */
export function openBlockFile({ path, format }: BlockFileSettings): NetworkLayer {
  return {
    name: 'file',
    takes: () => true,
    async replace(ranges) {
      const text = blockText(ranges, format)
      const before = await readFile(path, 'utf8').catch(() => '')
      if (before === text) return { added: 0, removed: 0 }
      const had = new Set(before.match(NETWORK))
      try {
        // Nobody ever reads half of it.
        await writeFile(`${path}.tmp`, text, { mode: 0o644 })
        await rename(`${path}.tmp`, path)
      } catch (error) {
        throw new NetworkLayerError(`the file: ${(error as NodeJS.ErrnoException).code}`, {
          cause: error,
        })
      }
      const has = new Set(ranges)
      return {
        added: ranges.filter((range) => !had.has(range)).length,
        removed: [...had].filter((range) => !has.has(range)).length,
      }
    },
  }
}

const NETWORK = /[0-9a-f.:]+\/\d{1,3}/g
