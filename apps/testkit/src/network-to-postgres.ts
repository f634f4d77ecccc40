import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'

const PORT = 5432

/** A network between a server and the database of another one, which can be cut. */
export interface NetworkToPostgres {
  /** `DATABASE_URL` of a server that is to reach the database over it. */
  readonly databaseUrl: string
  /** Nothing passes any more and nobody is told: connections stay open, new ones are taken and silent. */
  cut(): void
  /** What was held back goes on its way. */
  mend(): void
  close(): Promise<void>
}

/** `dataDir`: of the server whose embedded PostgreSQL is reached. */
export async function networkToPostgres(dataDir: string): Promise<NetworkToPostgres> {
  const path = join(dataDir, 'postgres-socket', `.s.PGSQL.${PORT}`)
  const sockets = new Set<Socket>()
  let isCut = false
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    if (isCut) socket.pause()
  }
  const network = createServer((near) => {
    const far = connect(path)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk: Buffer) => void to.write(chunk))
      from.once('close', () => to.destroy())
      keep(from)
    }
  })
  await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', resolve))
  const { port } = network.address() as AddressInfo
  return {
    databaseUrl: `postgres://gatehouse@127.0.0.1:${port}/gatehouse`,
    cut() {
      isCut = true
      for (const socket of sockets) socket.pause()
    },
    mend() {
      isCut = false
      for (const socket of sockets) socket.resume()
    },
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => network.close(() => resolve()))
    },
  }
}
