import { bitcoin } from './bitcoin.js';
import { lbry } from './lbry.js';
import type { Network } from './network.js';

/** The networks of this library by name, as the command line and recordings use them: `bitcoin.mainnet`. */
export const KNOWN_NETWORKS: ReadonlyMap<string, Network> = new Map(
  [...Object.values(bitcoin), ...Object.values(lbry)].map((network: Network) => [network.name, network]),
);

/** By magic, the names of the networks that use it: `bitcoin.mainnet`, or `bitcoin.simnet or lbry.simnet`, which share one. */
export const NETWORKS_BY_MAGIC: ReadonlyMap<number, string> = new Map(
  Array.from(KNOWN_NETWORKS.values(), ({ magic }) => [magic, namesOf(magic)]),
);

function namesOf(magic: number): string {
  return [...KNOWN_NETWORKS.values()]
    .filter((network) => network.magic === magic)
    .map(({ name }) => name)
    .join(' or ');
}
