import type { WindowGaps } from '@gatehouse/pipeline'
import type { ShopVersion } from '@gatehouse/store'
import { settingsOf } from './shop-settings.ts'

/**
 * Since when the currency of a shop is the one of today, milliseconds: what was stored before is in
 * minor units of another. `-Infinity`: always.
 *
 * @param versions of the settings, newest first
 */
export function currencySince(
  versions: readonly Pick<ShopVersion, 'settings' | 'changedAtMs'>[],
): number {
  return gapsOf(versions, 0).otherCurrencyThroughMs
}

/**
 * What the windows of a shop lack, by the settings that it had: what happened under `minimal`
 * before the windows were rebuilt, and amounts in a currency that is not the one of today.
 *
 * @param versions of the settings, newest first, each in force until the one before it
 */
export function gapsOf(
  versions: readonly Pick<ShopVersion, 'settings' | 'changedAtMs'>[],
  windowsSinceMs: number,
): WindowGaps {
  const periods = versions.map(({ settings, changedAtMs }, index) => ({
    ...settingsOf(settings),
    fromMs: changedAtMs,
    toMs: versions[index - 1]?.changedAtMs ?? Infinity,
  }))
  const today = periods[0]?.currency
  const latest = (ends: readonly number[]): number => Math.max(-Infinity, ...ends)
  return {
    unkeptThroughMs: latest(
      periods
        .filter(({ privacy, fromMs }) => privacy === 'minimal' && fromMs < windowsSinceMs)
        .map(({ toMs }) => Math.min(toMs, windowsSinceMs)),
    ),
    otherCurrencyThroughMs: latest(
      periods.filter(({ currency }) => currency !== today).map(({ toMs }) => toMs),
    ),
  }
}
