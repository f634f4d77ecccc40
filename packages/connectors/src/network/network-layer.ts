/** A block that a network layer holds for us. */
export interface HeldBlock {
  /** What the layer calls it. */
  readonly id: string
  /** Canonical CIDR: `198.51.100.0/24`, `2001:db8:1::/48`. */
  readonly range: string
}

/** Why a layer did not do what was asked; it is asked again. */
export class NetworkLayerError extends Error {
  override readonly name = 'NetworkLayerError'
}

/**
 * Something in front of the shop that turns packets or requests away: a content delivery network,
 * a firewall. It is told what is to be blocked; what it holds and is no longer to be, goes.
 */
export interface NetworkLayer {
  readonly name: string
  /** Whether it can express the range at all. */
  takes(range: { readonly version: 4 | 6; readonly bits: number }): boolean
  /**
   * Makes what it holds for us equal to `ranges`, and touches nothing that is not ours.
   * @throws NetworkLayerError when it is away or refuses
   */
  replace(ranges: readonly string[], signal: AbortSignal): Promise<NetworkChange>
}

export interface NetworkChange {
  readonly added: number
  readonly removed: number
}
