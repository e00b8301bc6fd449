import type { Observable } from 'rxjs';
import { handlerOf } from '../../protocol/runtime/handlerOf.js';
import { replayHandshake } from '../../protocol/handshake/replayHandshake.js';
import { ReplayOutbox } from './replayOutbox.js';
import type { PeerRole } from '../peerRole.js';

/**
 * The peer of a recording: its conversations are played for what they report. What they say is dropped, and so is a PeerError, by which a
 * live one would end its peer, for when that ended is told by the recording. What else they throw is reported as a fault.
 */
export function replayRole(said$: Observable<Uint8Array>): PeerRole {
  return {
    speaks: false,
    createOutbox: (_, turns, options) => new ReplayOutbox(turns, { ...options, said$ }),
    cast: ({ settings }) => ({
      opening: handlerOf(replayHandshake()),
      others: [settings.noticeFeatures, ...settings.conversations],
    }),
  };
}
