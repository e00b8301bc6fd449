import type { Observable } from 'rxjs';
import { replayHandshake } from '../../protocol/handshake/replayHandshake.js';
import { handlerOf } from '../../protocol/runtime/operatorHandler.js';
import type { PeerRole } from '../peerRole.js';
import { ReplayOutbox } from './replayOutbox.js';

/**
 * The role of a replayed peer. Its conversations run for their reports only; the messages that they send are dropped. A PeerError of a
 * conversation, which would end a live peer, is dropped too: the recording has the time and reason of that end. Other errors are reported as
 * faults.
 *
 * @param sentBytes$ the bytes that the recorded side sent
 */
export function replayRole(sentBytes$: Observable<Uint8Array>): PeerRole {
  return {
    sends: false,
    createOutbox: (_, queue, options) => new ReplayOutbox(queue, { ...options, sentBytes$ }),
    conversationsOf: ({ settings }) => ({
      opening: handlerOf(replayHandshake()),
      others: [settings.noticeFeatures, ...settings.conversations],
    }),
  };
}
