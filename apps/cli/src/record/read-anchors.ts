import type { ChainAnchor } from '@gatehouse/store'
import { CliError } from '../cli-error.ts'

/**
 * What `record anchor` printed.
 * @throws CliError `invalid`
 */
export function readAnchors(text: string, file: string): readonly ChainAnchor[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = null
  }
  const anchors = (value as { readonly anchors?: unknown } | null)?.anchors
  if (Array.isArray(anchors) && anchors.length > 0 && anchors.every(isAnchor)) return anchors
  throw new CliError(
    'invalid',
    `\`${file}\` holds no anchor: \`gatehouse record anchor\` prints one`,
  )
}

function isAnchor(value: unknown): value is ChainAnchor {
  const { chain, seal, hash } = (value ?? {}) as Partial<ChainAnchor>
  const isKnown = chain === 'journal' || chain === 'audit'
  return isKnown && Number.isSafeInteger(seal) && /^[0-9a-f]{64}$/.test(hash ?? '')
}
