import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionConfig } from '../src/index.ts'

const PORT = 5432
const BATCH = 'append_batch'
const QUESTION = 'which_stored'

/**
 * What happens to the next batch on its way:
 *
 * - `lose_answer`: the server commits it, and the connection breaks before it says so.
 * - `hold`: nobody hears of it until `letGo`.
 * - `overtake`: the connection breaks, the server is asked whether the batch is there, and only then
 *   gets it, before the copy that is sent again.
 */
export type WireFault = 'lose_answer' | 'hold' | 'overtake'

/** A wire to the server that fails on request. */
export interface Wire {
  readonly connection: ConnectionConfig
  failNext(fault: WireFault): void
  /** Delivers a batch that is held. */
  letGo(): void
  close(): Promise<void>
}

/** Passes everything on to the server behind a unix socket, except for what it is told to do. */
export async function openWire(to: ConnectionConfig): Promise<Wire> {
  if (!('host' in to)) throw new Error('a wire needs a unix socket')
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-wire-'))
  const sockets = new Set<Socket>()
  let fault: WireFault | undefined
  let held: (() => void) | undefined
  /** Resolves when a batch that was overtaken is committed. */
  let overtaken: Promise<void> | undefined

  const server = createServer((near) => {
    const far = connect(join(to.host, `.s.PGSQL.${PORT}`))
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => sockets.delete(socket))
    }
    let isSilent = false
    let isAsking = false
    let passed = Promise.resolve()
    near.on('data', (chunk: Buffer) => {
      isAsking = chunk.includes(QUESTION)
      if (!chunk.includes(BATCH) || fault === undefined) {
        const wait = chunk.includes(BATCH) ? overtaken : undefined
        passed = passed.then(() => wait).then(() => void far.write(chunk))
        return
      }
      isSilent = true
      if (fault === 'lose_answer') far.write(chunk)
      else held = () => far.write(chunk)
      if (fault === 'overtake') {
        near.destroy()
        overtaken = new Promise((resolve) => far.once('data', () => resolve()))
      }
      fault = undefined
    })
    far.on('data', (chunk: Buffer) => {
      if (isSilent) {
        near.destroy()
        return
      }
      near.write(chunk)
      if (isAsking && overtaken !== undefined) held?.()
    })
    near.once('close', () => {
      if (!isSilent) far.destroy()
    })
    far.once('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(join(folder, `.s.PGSQL.${PORT}`), resolve))
  return {
    connection: { ...to, host: folder },
    failNext: (next) => {
      fault = next
      held = undefined
      overtaken = undefined
    },
    letGo: () => held?.(),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
