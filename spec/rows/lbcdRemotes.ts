import { rawRemote, readyRemote, type RawRemote, type RawRemoteOptions } from '../helpers/rawRemote.js';

/** Like `rawRemote`, with a peer that treats violations as lbcd and btcd do. */
export function lbcdRawRemote(options: RawRemoteOptions = {}): RawRemote {
  return rawRemote({ policy: 'lbcd', ...options });
}

/** Like `readyRemote`, with a peer that treats violations as lbcd and btcd do. */
export function lbcdReadyRemote(options: RawRemoteOptions = {}): RawRemote {
  return readyRemote({ policy: 'lbcd', ...options });
}
