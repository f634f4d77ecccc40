import { networkInterfaces } from 'node:os'
import { EgressError } from '../egress-error.ts'
import type { NameResolver } from '../resolver.ts'
import { isGlobalUnicast } from './address-policy.ts'
import type { HostileTarget } from './target.ts'

export interface PublicAddressParts {
  readonly resolver: NameResolver
  /** Addresses of this machine: public ones too are none of a stranger's business. */
  readonly ownAddresses: () => ReadonlySet<string>
}

/**
 * The address that a socket may go to. A name is resolved once and every one of its addresses is
 * checked, so a second answer of the DNS has no say.
 *
 * @throws EgressError `refused_address`, `no_such_name`, `name_lookup_failed`, `timeout`
 */
export function publicAddressOf(
  target: HostileTarget,
  parts: PublicAddressParts,
  signal: AbortSignal,
): Promise<string> {
  return within(signal, checkedAddress(target, parts, signal))
}

async function checkedAddress(
  target: HostileTarget,
  { resolver, ownAddresses }: PublicAddressParts,
  signal: AbortSignal,
): Promise<string> {
  const addresses =
    target.address === null ? await resolved(target.name!, resolver, signal) : [target.address]
  const own = ownAddresses()
  for (const address of addresses) {
    if (!isGlobalUnicast(address) || own.has(address)) {
      throw new EgressError('refused_address', 'the name leads to an address that is not public')
    }
  }
  return addresses[0]!
}

async function resolved(
  name: string,
  resolver: NameResolver,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const answers = await Promise.all([resolver.ipv4(name, signal), resolver.ipv6(name, signal)])
  const found = answers.flatMap((answer) => (answer.state === 'found' ? answer.records : []))
  if (found.length > 0) return found
  if (signal.aborted) throw new EgressError('timeout', 'the name took too long to resolve')
  throw answers.some(({ state }) => state === 'failed')
    ? new EgressError('name_lookup_failed', 'the name could not be looked up')
    : new EgressError('no_such_name', 'the name has no address')
}

/** A resolver that does not heed the signal is not waited for. */
function within<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  const late = () => new EgressError('timeout', 'it took too long')
  if (signal.aborted) return Promise.reject(late())
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(late())
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

export function addressesOfThisMachine(): ReadonlySet<string> {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  return new Set(all.map(({ address }) => address))
}
