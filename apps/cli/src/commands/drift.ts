import { writeFile } from 'node:fs/promises'
import type { Monitors } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import type { Command, Input } from '../command.ts'
import { timeOption } from '../read-time.ts'

const TIMES = ['reference-from', 'reference-to', 'current-from'] as const

export const driftCommand: Command = {
  name: 'drift',
  operands: [],
  summary: 'say what changed about the signals, the scores and the model of a shop',
  details: `Compares the orders of the last 7 days with what the model that decides learned from, or with the 60
days before: the values of every signal that model or rules read, how often each is unknown, words that
were never seen, the scores, and whether what the model said came true. The server looks every day;
\`--now\` looks at once. Ends with exit code 1 while an alert lasts. ${SERVER_HELP}`,
  options: {
    ...serverShopOption,
    now: { doc: 'look at once instead of printing what was seen last' },
    'reference-from': { value: 'TIME', doc: 'compare with orders from here on; looks at once' },
    'reference-to': { value: 'TIME', doc: 'and before this; looks at once' },
    'current-from': { value: 'TIME', doc: 'the newest orders from here on; looks at once' },
    all: { doc: 'print steady signals too' },
    json: { value: 'FILE', doc: 'write all of it as JSON' },
  },
  async run(input, terminal) {
    const { renderDrift } = await import('../monitors/render-drift.ts')
    const times = timesOf(input)
    const isNow = input.flag('now') || Object.keys(times).length > 0
    const about = {
      path: '/v1/monitors',
      shop: input.text('shop'),
      notFound: 'there is no such shop',
    }
    const answer = await askServer(
      isNow ? { method: 'POST', body: times, ...about } : { method: 'GET', ...about },
      terminal,
    )
    const monitors = answer as Monitors
    terminal.print(renderDrift(monitors, input.flag('all')))
    const json = input.text('json')
    if (json !== undefined) await writeFile(json, `${JSON.stringify(monitors, null, 2)}\n`)
    return monitors.alerts.some(({ ended_at: ended }) => ended === null) ? 1 : 0
  },
}

function timesOf(input: Input): Record<string, string> {
  return Object.fromEntries(
    TIMES.flatMap((option) => {
      const time = timeOption(input, option)
      return time === undefined ? [] : [[option.replace('-', '_'), time]]
    }),
  )
}
