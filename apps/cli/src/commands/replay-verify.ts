import { writeFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import type { Command, Input } from '../command.ts'
import { noShop, onStore, WHERE } from '../on-store.ts'
import { showProgress } from '../progress.ts'
import { timeOption } from '../read-time.ts'

export const replayVerifyCommand: Command = {
  name: 'replay --verify',
  operands: [],
  summary: 'make stored decisions again and report every difference',
  details: `Reads stored decisions, makes each again from what it was made from (its signals, and the versions of
ruleset, lists, model and settings that were in force) through the very code that answers orders, and
compares what comes of it with what is stored, field by field. What cannot be made again, because
something of it is not kept any more, is counted with the reason and never counts as equal. ${WHERE}
Exit code 1 says that a decision differs; with --strict also that one could not be made again.`,
  options: {
    shop: { value: 'S', doc: 'only decisions of this shop (all shops)' },
    since: { value: 'TIME', doc: 'decisions received from here on (the first one)' },
    until: { value: 'TIME', doc: 'decisions received before this (now)' },
    limit: { value: 'N', doc: 'only the newest N of each shop' },
    strict: { doc: 'fail too when a decision cannot be made again' },
    json: { value: 'FILE', doc: 'write the whole report as JSON' },
  },
  async run(input, terminal) {
    const { verifyDecisions } = await import('@gatehouse/server')
    const { renderVerification } = await import('../replay/render-verification.ts')
    const shopId = input.text('shop') ?? null
    const toMs = timeOf(input, 'until') ?? Date.now()
    const fromMs = timeOf(input, 'since') ?? 0
    const limit = limitOf(input)
    const report = await onStore(terminal, async (store) => {
      if (shopId !== null && (await store.shops.find(shopId)) === undefined) throw noShop(shopId)
      const progress = showProgress('verify', terminal, 'decisions')
      try {
        return await verifyDecisions(store, {
          shopId,
          fromMs,
          toMs,
          limit,
          onProgress: (share, decisions) => progress.update(share, decisions),
        })
      } finally {
        progress.stop()
      }
    })
    terminal.print(renderVerification(report))
    const json = input.text('json')
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`)
    const isProven = report.different === 0 && (report.not_replayed === 0 || !input.flag('strict'))
    return isProven ? 0 : 1
  },
}

function timeOf(input: Input, option: string): number | undefined {
  const time = timeOption(input, option)
  return time === undefined ? undefined : Date.parse(time)
}

function limitOf(input: Input): number {
  const text = input.text('limit')
  if (text === undefined) return Infinity
  const limit = Number(text)
  if (Number.isSafeInteger(limit) && limit > 0) return limit
  throw new CliError('usage', `\`--limit ${text}\` must be a whole number above 0`)
}
