import { networkInterfaces } from 'node:os'
import type { Reference } from '@gatehouse/contract'
import { openBlockFile, openCloudflareList, type NetworkLayer } from '@gatehouse/connectors'
import { openConfiguredDoor, type NameResolver } from '@gatehouse/egress'
import type { Store } from '@gatehouse/store'
import type { NetworkConfig } from '../config/network.ts'
import { readOwn } from './judge-block.ts'
import type { BlockParts } from './wanted-blocks.ts'

/** What blocks are worked out from; this machine's own addresses are never among them. */
export function networkParts(
  { guard, shops, blocksMax }: NetworkConfig,
  store: BlockParts['store'] & Pick<Store, 'lists' | 'shops'>,
  reference: () => Reference,
): BlockParts {
  const machine = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .flatMap(({ address }) => readOwn(address) ?? [])
  const own = [...guard.own, ...machine]
  return { store, guard: { ...guard, own }, shops, blocksMax, reference, nowMs: Date.now }
}

/** Who is told; nobody without settings. */
export function openNetworkLayers(
  { cloudflare, file }: NetworkConfig,
  resolver: NameResolver,
): NetworkLayer[] {
  return [
    ...(cloudflare === null
      ? []
      : [
          openCloudflareList(
            openConfiguredDoor({ origins: [new URL(cloudflare.api).origin], resolver }),
            cloudflare,
          ),
        ]),
    ...(file === null ? [] : [openBlockFile(file)]),
  ]
}
