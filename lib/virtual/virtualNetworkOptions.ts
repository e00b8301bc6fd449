import { requireNetwork } from '../networks/networkNamed.js';
import { show } from '../base/show.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { invalidOption, MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';
import { requireRange, type NumberRange } from './numberRange.js';
import { VirtualTime } from './virtualTime.js';

export interface VirtualNetworkOptions<Msg extends Message = Message> {
  /** Whose messages peers and adversaries speak. Default bitcoin.regtest. */
  network?: Network<Msg> | undefined;
  /** The same seed and the same calls: the same bytes at the same moments. 0 to 0xffff_ffff, default 1. */
  seed?: number | undefined;
  /** How long bytes are under way, one way, drawn anew for each segment; none comes past the one before. Default 0. */
  latencyMs?: NumberRange | undefined;
  /** How large the chunks are that arrive, whatever was written: the bytes of one moment are joined and cut. Default 65_536. */
  chunkBytes?: NumberRange | undefined;
  /** What a connection carries, each way. Default: as much as is written. */
  bytesPerSecond?: number | undefined;
  /** What may be under way and unread, each way, before `write` says false. Default 65_536. */
  windowBytes?: number | undefined;
  /** How likely a connection breaks within a minute, from 0 to less than 1. Default 0. */
  lossOfConnection?: number | undefined;
  /** Addresses that answer nothing, so that dialling them takes its whole time. Default: none. */
  isBlackHole?: ((address: string) => boolean) | undefined;
  /** Default: one of its own that starts with the year 2026. */
  scheduler?: VirtualTime | undefined;
}

/** Errors with LocalProtocolError `INVALID_OPTION`. */
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
