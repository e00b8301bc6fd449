import type { Observable } from 'rxjs';
import { handlerOf } from '../conversations/handlerOf.js';
import { overhearHandshake } from '../conversations/overhearHandshake.js';
import { OverheardOutbox } from './overheardOutbox.js';
import type { PeerRole } from './peerRole.js';

/**
 * The peer of a recording: its conversations are played for what they report. What they say is dropped, and so is a PeerError, by which a
 * live one would end its peer, for when that ended is told by the recording. What else they throw is reported as a fault.
 */
export function overhear(said$: Observable<Uint8Array>): PeerRole {
  return {
    speaks: false,
    createOutbox: (_, turns, options) => new OverheardOutbox(turns, { ...options, said$ }),
    cast: ({ settings }) => ({
      opening: handlerOf(overhearHandshake()),
      others: [settings.noticeFeatures, ...settings.conversations],
    }),
  };
}
