import { show } from '../base/show.js';
import { didYouMean } from '../base/didYouMean.js';
import { invalidOption } from '../base/optionChecks.js';
import { KNOWN_NETWORKS } from './knownNetworks.js';
import type { Network } from './network.js';

/**
 * Finds a network of this library by name: `bitcoin.mainnet`, `lbry.regtest`.
 *
 * Errors with LocalProtocolError `INVALID_OPTION` for an unknown name; the message suggests similar names.
 */
export function networkNamed(name: string): Network {
  return KNOWN_NETWORKS.get(name) ?? invalidOption('network', unknownNetworkText(name));
}

/** The error text for an unknown network name, with similar names, or with all names if none is similar. */
export function unknownNetworkText(name: string): string {
  return `no network ${show(name)} is known${didYouMean(name, KNOWN_NETWORKS.keys()) || `: known are ${[...KNOWN_NETWORKS.keys()].join(', ')}`}`;
}

/** Errors with LocalProtocolError `INVALID_OPTION` unless the value is a network; for a network's name the error suggests the network. */
export function requireNetwork(value: unknown): void {
  if ((value as Partial<Network> | undefined | null)?.messages instanceof Map) return;
  const hint = typeof value === 'string' ? didYouMean(value, KNOWN_NETWORKS.keys()) : '';
  invalidOption('network', `a network such as bitcoin.mainnet expected, got ${show(value)}${hint}`);
}
