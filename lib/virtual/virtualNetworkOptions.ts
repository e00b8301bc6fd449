import { requireNetwork } from '../networks/networkNamed.js';
import { show } from '../base/show.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { invalidOption, MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';
import { requireRange, type NumberRange } from './numberRange.js';
import { VirtualTime } from './virtualTime.js';

/** Options of `virtualNetwork`. */
export interface VirtualNetworkOptions<Msg extends Message = Message> {
  /** The network of all peers and adversaries. Default bitcoin.regtest. */
  network?: Network<Msg> | undefined;
  /** The same seed and the same calls result in the same bytes at the same times. 0 to 0xffff_ffff, default 1. */
  seed?: number | undefined;
  /** One-way latency, drawn for each segment. A segment never overtakes an earlier one. Default 0. */
  latencyMs?: NumberRange | undefined;
  /** Size of the received chunks, drawn for each: writes of the same time are joined, and then split. Default 65_536. */
  chunkBytes?: NumberRange | undefined;
  /** Bandwidth of a connection, per direction. Default: unlimited. */
  bytesPerSecond?: number | undefined;
  /** Bytes in flight and unread, per direction, from which on `write` returns false. Default 65_536. */
  windowBytes?: number | undefined;
  /** Probability that a connection breaks within one minute, from 0 to less than 1. Default 0. */
  lossOfConnection?: number | undefined;
  /** Returns true for addresses that never answer: dialling them ends with `CONNECT_TIMEOUT`. Default: none. */
  isBlackHole?: ((address: string) => boolean) | undefined;
  /** The virtual time. Default: a new VirtualTime that starts at 2026-01-01 00:00 UTC. */
  scheduler?: VirtualTime | undefined;
}

/** Errors with LocalProtocolError `INVALID_OPTION` for an option that is out of range. */
export function requireNetworkOptions<Msg extends Message>(options: VirtualNetworkOptions<Msg>): void {
  const { chunkBytes = 1, latencyMs = 0, lossOfConnection = 0, network, scheduler } = options;
  if (network !== undefined) requireNetwork(network);
  requireInteger('seed', options.seed, 0, 0xffff_ffff);
  requireRange('latencyMs', latencyMs, 0, MAX_DELAY_MS);
  requireRange('chunkBytes', chunkBytes, 1, MAX_DELAY_MS);
  requireInteger('bytesPerSecond', options.bytesPerSecond, 1, Number.MAX_SAFE_INTEGER);
  requireInteger('windowBytes', options.windowBytes, 1, Number.MAX_SAFE_INTEGER);
  if (!(lossOfConnection >= 0 && lossOfConnection < 1)) {
    invalidOption('lossOfConnection', `number from 0 to less than 1 expected, got ${show(lossOfConnection)}`);
  }
  if (scheduler !== undefined && !(scheduler instanceof VirtualTime)) {
    invalidOption('scheduler', `a VirtualTime expected, got ${show(scheduler)}`);
  }
}
