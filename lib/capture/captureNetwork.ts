import { KNOWN_NETWORKS } from '../networks/knownNetworks.js';
import type { Network } from '../networks/network.js';
import { unknownNetworkText } from '../networks/networkNamed.js';
import { CaptureError } from './captureError.js';

/**
 * The network that a recording names: `custom` if it has that name, else the library's network of that name.
 *
 * Errors with CaptureError `NETWORK_UNKNOWN`.
 *
 * @param custom the network that the caller gave as an option
 */
export function captureNetworkByName(name: string, custom?: Network): Network {
  const network = custom?.name === name ? custom : KNOWN_NETWORKS.get(name);
  if (network === undefined) throw new CaptureError('NETWORK_UNKNOWN', unknownNetworkText(name));
  return network;
}

/** The library's network with this magic, which is read as a u32 little-endian; undefined if there is none. */
export function knownNetworkByMagic(magic: number): Network | undefined {
  // The simnets of Bitcoin and LBRY have the same magic: Bitcoin's, the first, is returned.
  return Array.from(KNOWN_NETWORKS.values()).find((network) => network.magic === magic);
}
