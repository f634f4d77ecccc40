import { connect as connectTcp, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { EgressError } from './egress-error.ts'

export interface Dial {
  /** An IP address that was checked, never a name: nothing is resolved again. */
  readonly address: string
  readonly port: number
  /** `null`: no TLS. The certificate must be valid for this name or address. */
  readonly tls: { readonly serverName: string } | null
  readonly signal: AbortSignal
}

/** The port to the network: the only place that opens sockets. */
export interface Dialer {
  /** @throws EgressError `connect_failed`, `tls_failed`, `timeout` */
  dial(to: Dial): Promise<Duplex>
}

export function openDialer(): Dialer {
  return {
    async dial({ address, port, tls, signal }) {
      const socket = await connected(connectTcp({ host: address, port }), 'connect', signal)
      if (tls === null) return socket
      const secure = connectTls({
        socket,
        // An address is no server name (RFC 6066, section 3).
        ...(/^[\d.]+$|:/.test(tls.serverName)
          ? { host: tls.serverName }
          : { servername: tls.serverName }),
        ALPNProtocols: ['http/1.1'],
        minVersion: 'TLSv1.2',
      })
      return connected(secure, 'secureConnect', signal)
    },
  }
}

function connected<Kind extends Socket>(
  socket: Kind,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<Kind> {
  return new Promise((resolve, reject) => {
    const give = (work: () => void) => {
      socket.removeAllListeners(event)
      socket.removeListener('error', failed)
      socket.removeListener('close', closed)
      signal.removeEventListener('abort', late)
      work()
    }
    const fail = (error: EgressError) => {
      // What breaks from now on is of no interest, and must not be unhandled.
      socket.on('error', () => {})
      socket.destroy()
      reject(error)
    }
    const failed = (cause: Error) =>
      give(() =>
        fail(
          event === 'connect'
            ? new EgressError('connect_failed', 'no connection could be made', { cause })
            : new EgressError('tls_failed', 'no secure connection could be made', { cause }),
        ),
      )
    const closed = () => failed(new Error('closed by the other side'))
    const late = () => give(() => fail(new EgressError('timeout', 'the connection took too long')))
    if (signal.aborted) return late()
    socket.once(event, () => give(() => resolve(socket)))
    socket.once('error', failed)
    socket.once('close', closed)
    signal.addEventListener('abort', late, { once: true })
  })
}
