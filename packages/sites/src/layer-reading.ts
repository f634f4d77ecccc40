import type { SiteLayer } from '@gatehouse/contract'
import { LAYER_CAPS } from './judge/layer-caps.ts'
import type { Finding, LayerReading } from './layer.ts'

/** The natural logarithm of the odds of a probability between 0 and 1. */
export function logOddsOf(probability: number): number {
  return Math.log(probability) - Math.log1p(-probability)
}

/** The probability that has these log-odds. */
export function probabilityOf(logOdds: number): number {
  return logOdds >= 0 ? 1 / (1 + Math.exp(-logOdds)) : Math.exp(logOdds) / (1 + Math.exp(logOdds))
}

/** What a layer says: the sum of its findings within the caps of the layer, strongest first. */
export function readingOf(layer: SiteLayer, findings: readonly Finding[]): LayerReading {
  const sum = findings.reduce((total, { logOdds }) => total + logOdds, 0)
  return { layer, state: 'read', logOdds: capped(layer, sum), findings: strongestFirst(findings) }
}

/** Log-odds within what a layer may say. What is no number says nothing. */
export function capped(layer: SiteLayer, logOdds: number): number {
  if (Number.isNaN(logOdds)) return 0
  const { least, most } = LAYER_CAPS[layer]
  return Math.min(most, Math.max(least, logOdds))
}

/** Strongest first, whichever way they point; equal ones by code, so that the order is one. */
export function strongestFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      Math.abs(b.logOdds) - Math.abs(a.logOdds) ||
      compareText(a.code, b.code) ||
      compareText(a.text, b.text),
  )
}

/** Order of texts by their UTF-16 units: the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
