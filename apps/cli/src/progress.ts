import { Presets, SingleBar } from 'cli-progress'
import type { Terminal } from './command.ts'

/** How far a long piece of work is. */
export interface Progress {
  /** `share` is 0 to 1. */
  update(share: number, rows: number): void
  stop(): void
}

/** Lines in a log file come this far apart. */
const LINE_EVERY_MS = 5000

/** A bar where somebody is watching, else a line every few seconds. */
export function showProgress(what: string, terminal: Terminal, things = 'rows'): Progress {
  const startedMs = performance.now()
  const rate = (rows: number) =>
    Math.round(rows / Math.max(0.001, (performance.now() - startedMs) / 1000))
  if (!terminal.isInteractive) return lines(what, things, terminal, rate)
  const bar = new SingleBar(
    {
      format: `${what} [{bar}] {percentage} %  {rows} ${things}  {rate}/s  {eta_formatted} left`,
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 50,
    },
    Presets.rect,
  )
  bar.start(1, 0, { rows: 0, rate: 0 })
  return {
    update: (share, rows) => bar.update(share, { rows, rate: rate(rows) }),
    stop: () => bar.stop(),
  }
}

function lines(
  what: string,
  things: string,
  terminal: Terminal,
  rate: (rows: number) => number,
): Progress {
  let nextMs = performance.now() + LINE_EVERY_MS
  return {
    update(share, rows) {
      if (performance.now() < nextMs) return
      nextMs = performance.now() + LINE_EVERY_MS
      terminal.note(`${what}: ${Math.floor(share * 100)} %, ${rows} ${things}, ${rate(rows)}/s`)
    },
    stop() {},
  }
}
