import { Server as NetServer, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from './api-error.ts'

/** What arrived before the server stopped listening has been read after this long. */
const READ_ON_MS = 300
/** Longer than any limit of a request; whatever is still open then is cut off. */
const ANSWER_MS_MAX = 15_000
const LOOK_EVERY_MS = 50

/** How long a server that is told to stop goes on as before. */
export interface Grace {
  readonly graceMs: number
  /** Ends the grace as soon as no connection is open. */
  readonly isEndedByQuiet: boolean
}

/** How a server leaves without breaking a connection under a request. */
export interface Leaving {
  /** It is told to stop, and still serves: balancers should send requests elsewhere. */
  readonly isLeaving: boolean
  /**
   * Serves on for the grace, then stops listening, then answers what was asked. Each connection is
   * told `connection: close` with an answer after which nothing more is under way on it, so that no
   * client sends into a connection that is being closed.
   */
  leave(grace: Grace): Promise<void>
}

/** One connection. Requests are numbered as they arrive, over all connections. */
interface Line {
  open: number
  newest: number
  /** Its client sends without waiting for answers: an answer never is the last one it counts on. */
  isPipelined: boolean
}

type Phase = 'serving' | 'leaving' | 'last_answers'

/** Hooks itself into the app, before its routes. */
export function prepareLeaving(app: FastifyInstance): Leaving {
  const lines = new WeakMap<Socket, Line>()
  const numbers = new WeakMap<FastifyRequest, number>()
  let phase: Phase = 'serving'
  let count = 0
  let open = 0
  /** The last request that is answered; what arrives later on an open connection is refused. */
  let lastNumber = Infinity

  function lineOf(socket: Socket): Line {
    let line = lines.get(socket)
    if (line === undefined) {
      line = { open: 0, newest: 0, isPipelined: false }
      lines.set(socket, line)
    }
    return line
  }

  function isLastAnswer(request: FastifyRequest): boolean {
    const line = lineOf(request.raw.socket)
    if (phase === 'leaving') return line.open === 1 && !line.isPipelined
    return (numbers.get(request) ?? 0) >= Math.min(line.newest, lastNumber)
  }

  app.addHook('onRequest', (request, reply, done) => {
    const line = lineOf(request.raw.socket)
    const number = ++count
    numbers.set(request, number)
    line.newest = number
    line.open++
    open++
    if (line.open > 1) line.isPipelined = true
    reply.raw.once('close', () => {
      line.open--
      open--
    })
    if (number > lastNumber) done(new ApiError('unavailable', { headers: { 'retry-after': '1' } }))
    else done()
  })
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (phase !== 'serving' && isLastAnswer(request)) reply.header('connection', 'close')
    done()
  })

  async function serveOn({ graceMs, isEndedByQuiet }: Grace): Promise<void> {
    const endMs = performance.now() + graceMs
    for (;;) {
      const leftMs = endMs - performance.now()
      if (leftMs <= 0 || (isEndedByQuiet && (await connectionsOf(app)) === 0)) return
      await sleep(Math.min(leftMs, LOOK_EVERY_MS))
    }
  }

  return {
    get isLeaving() {
      return phase !== 'serving'
    },
    async leave(grace) {
      phase = 'leaving'
      await serveOn(grace)
      // Right after connections were accepted: what waits to be accepted is reset with the listener.
      await nextTurn()
      // Of `node:net`: the one of `node:http` also closes what seems idle, requests in its buffers
      // included.
      NetServer.prototype.close.call(app.server, () => {})
      if ((await connectionsOf(app)) === 0) return
      await sleep(READ_ON_MS)
      phase = 'last_answers'
      lastNumber = count
      app.server.closeIdleConnections()
      const endMs = performance.now() + ANSWER_MS_MAX
      const isOpen = () => open > 0
      while (isOpen() && performance.now() < endMs) await sleep(LOOK_EVERY_MS)
      app.server.closeAllConnections()
    },
  }
}

function connectionsOf(app: FastifyInstance): Promise<number> {
  return new Promise((resolve) => {
    app.server.getConnections((error, count) => resolve(error === null ? count : 0))
  })
}
