/** Services that a node offers: bits of the field `services` (Bitcoin Core, protocol.h ServiceFlags; BIPs 64, 111, 144, 157, 159, 324). */
export const ServiceFlags = {
  /** Serves the full block chain. */
  network: 1n << 0n,
  /** Answers getutxo (BIP64). */
  getUtxo: 1n << 1n,
  /** Serves Bloom filters (BIP111). */
  bloom: 1n << 2n,
  /** Serves blocks and transactions with witnesses (BIP144). */
  witness: 1n << 3n,
  /** Serves compact block filters (BIP157). */
  compactFilters: 1n << 6n,
  /** Serves at least the last 288 blocks (BIP159). */
  networkLimited: 1n << 10n,
  /** Accepts the encrypted transport v2 (BIP324). */
  p2pV2: 1n << 11n,
} as const;
