/** The best height of the chain, as far as the claims of peers support it. */
export interface BestHeightState {
  /**
   * The highest height that two independent peers support, or otherwise the highest that one peer claims; undefined without a plausible
   * claim.
   */
  readonly height?: number;
  /** The number of independent hosts that claim this height or a higher one. */
  readonly support: number;
  /** True if only one host supports it, even with several peers: show it as a claim. */
  readonly isOnePeersWord: boolean;
  /** Ids of the peers whose claim differs from `height` by more than the tolerance, or is no plausible height; at most 1000. */
  readonly disagreeing: readonly number[];
  /** The highest claim of any peer, plausible or not: any integer of 32 bits. Undefined without a claim. */
  readonly claimed?: number;
}
