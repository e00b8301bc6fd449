import { show } from '../base/show.js';
import { didYouMean } from '../base/didYouMean.js';
import { invalidOption } from '../base/optionChecks.js';
import { KNOWN_NETWORKS } from './knownNetworks.js';
import type { Network } from './network.js';

/**
 * The library's network of this name: `bitcoin.mainnet`, `lbry.regtest`.
 *
 * Errors with LocalProtocolError `INVALID_OPTION`, with what was probably meant: `did you mean bitcoin.regtest or lbry.regtest?`
 */
export function networkNamed(name: string): Network {
  return KNOWN_NETWORKS.get(name) ?? invalidOption('network', unknownNetworkText(name));
}

/** What an error says of a name that is no network's. */
export function unknownNetworkText(name: string): string {
  return `no network ${show(name)} is known${didYouMean(name, KNOWN_NETWORKS.keys()) || `: known are ${[...KNOWN_NETWORKS.keys()].join(', ')}`}`;
}

/** Errors with LocalProtocolError `INVALID_OPTION` for what is no network, a network's name among them. */
export function requireNetwork(value: unknown): void {
  if ((value as Partial<Network> | undefined | null)?.messages instanceof Map) return;
  const hint = typeof value === 'string' ? didYouMean(value, KNOWN_NETWORKS.keys()) : '';
  invalidOption('network', `a network such as bitcoin.mainnet expected, got ${show(value)}${hint}`);
}
