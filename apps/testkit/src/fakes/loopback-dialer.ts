import { connect } from 'node:net'
import { EgressError, type Dial, type Dialer } from '@gatehouse/egress'

/** A network of our own: public addresses lead to fakes on loopback, and nowhere else. */
export interface LoopbackDialer extends Dialer {
  /** Every address that a socket was asked for. */
  readonly dialled: Omit<Dial, 'signal'>[]
}

/**
 * @param ports loopback port by public address. TLS ends before the fakes, as at a balancer: what is
 * dialled with `tls` is recorded, and the fake hears plain HTTP.
 */
export function loopbackDialer(ports: Readonly<Record<string, number>>): LoopbackDialer {
  const dialled: Omit<Dial, 'signal'>[] = []
  return {
    dialled,
    dial({ address, port, tls, signal }) {
      dialled.push({ address, port, tls })
      const own = Object.hasOwn(ports, address) ? ports[address]! : null
      if (own === null) return Promise.reject(new EgressError('connect_failed', 'nobody is there'))
      return new Promise((resolve, reject) => {
        const socket = connect({ host: '127.0.0.1', port: own, signal })
        socket.once('connect', () => resolve(socket))
        socket.once('error', (cause) =>
          reject(
            signal.aborted
              ? new EgressError('timeout', 'the connection took too long')
              : new EgressError('connect_failed', 'no connection', { cause }),
          ),
        )
      })
    },
  }
}
