import type { Observable } from 'rxjs';
import { replayHandshake } from '../../protocol/handshake/replayHandshake.js';
import { handlerOf } from '../../protocol/runtime/operatorHandler.js';
import type { PeerRole } from '../peerRole.js';
import type { PeerTransport } from '../peerTransport.js';
import { recordedFraming } from './recordedFraming.js';
import { ReplayOutbox } from './replayOutbox.js';

/**
 * The role of a replayed peer. Its conversations run for their reports only; the messages that they send are dropped. A PeerError of a
 * conversation, which would end a live peer, is dropped too: the recording contains the time and reason of that end. Other errors are
 * reported as faults.
 *
 * @param sentBytes$ the bytes that the recorded side sent
 * @param transport the transport of the recorded connection
 * @param id the id of the peer. Undefined: the next free id of the process
 */
export function replayRole(sentBytes$: Observable<Uint8Array>, transport: PeerTransport, id?: number): PeerRole {
  return {
    sends: false,
    id,
    createFraming: ({ network, listener }) => recordedFraming(network, transport, listener),
    createOutbox: (_, queue, options) => new ReplayOutbox(queue, { ...options, sentBytes$, transport }),
    conversationsOf: ({ settings }) => ({
      opening: handlerOf(replayHandshake()),
      others: [settings.noticeFeatures, ...settings.conversations],
    }),
  };
}
