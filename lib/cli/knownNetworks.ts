import { bitcoin } from '../networks/bitcoin.js';
import { lbry } from '../networks/lbry.js';
import type { Network } from '../networks/network.js';

/** By their names, as `--network` takes them. */
export const KNOWN_NETWORKS: ReadonlyMap<string, Network> = new Map(
  [...Object.values(bitcoin), ...Object.values(lbry)].map((network: Network) => [network.name, network]),
);
