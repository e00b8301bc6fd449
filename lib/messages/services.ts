/** What a node offers: bits of `services` (Bitcoin Core, protocol.h ServiceFlags; BIPs 64, 111, 144, 157, 159, 324). */
export const ServiceFlags = {
  network: 1n << 0n,
  getUtxo: 1n << 1n,
  bloom: 1n << 2n,
  witness: 1n << 3n,
  compactFilters: 1n << 6n,
  networkLimited: 1n << 10n,
  p2pV2: 1n << 11n,
} as const;
