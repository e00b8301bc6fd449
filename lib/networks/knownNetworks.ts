import { bitcoin } from './bitcoin.js';
import { lbry } from './lbry.js';
import type { Network } from './network.js';

/** By their names, as programs and recordings call them. */
export const KNOWN_NETWORKS: ReadonlyMap<string, Network> = new Map(
  [...Object.values(bitcoin), ...Object.values(lbry)].map((network: Network) => [network.name, network]),
);
