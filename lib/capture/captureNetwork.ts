import { KNOWN_NETWORKS } from '../networks/knownNetworks.js';
import type { Network } from '../networks/network.js';
import { unknownNetworkText } from '../networks/networkNamed.js';
import { CaptureError } from './captureError.js';

/**
 * The network that a recording names: the caller's own where it has that name, else one of the library's.
 *
 * Errors with CaptureError `NETWORK_UNKNOWN`.
 */
export function captureNetworkByName(name: string, own?: Network): Network {
  const network = own?.name === name ? own : KNOWN_NETWORKS.get(name);
  if (network === undefined) throw new CaptureError('NETWORK_UNKNOWN', unknownNetworkText(name));
  return network;
}

/** The library's network whose messages begin with this magic, as a u32 little-endian; undefined where none has it. */
export function knownNetworkByMagic(magic: number): Network | undefined {
  // Bitcoin's simnet and LBRY's have the same: the first is taken.
  return Array.from(KNOWN_NETWORKS.values()).find((network) => network.magic === magic);
}
