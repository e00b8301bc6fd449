import { map, type Observable, type SchedulerLike } from 'rxjs';
import { createIdentity } from '../protocol/handshake/identity.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { createPeer } from '../peer/createPeer.js';
import type { PeerOptions } from '../peer/peerOptions.js';
import type { Peer } from '../peer/peer.js';
import { decodeMessage } from '../wire/message.js';
import { countingRandom } from './countingRandom.js';
import { encodeChunk } from './encodeChunk.js';
import { VirtualDuplex, type TestDuplexOptions } from './testDuplex.js';

/** Options of `m.peer`: those of the peer except network and scheduler, which the run provides, and those of its transport. */
export interface TestPeerOptions<Msg extends Message = Message>
  extends Partial<Omit<PeerOptions<Msg>, 'network' | 'scheduler'>>, TestDuplexOptions {
  /** The messages that the remote sends in response to a message, synchronously inside our `write`. Default: none. */
  answers?: ((sent: Msg) => readonly Msg[]) | undefined;
}

interface TestEnvironment<Msg extends Message> {
  readonly scheduler: SchedulerLike;
  readonly network: Network<Msg>;
}

/**
 * Creates a peer over a transport in virtual time and does not start it. By default its random numbers count from 1, and it has its own
 * identity, so that it does not mistake another peer of the process for itself.
 */
export function testPeer<Msg extends Message>(
  received$: Observable<Msg | Uint8Array>,
  { answers, direction, address, chunkBytes, full$, ...options }: TestPeerOptions<Msg>,
  { network, scheduler }: TestEnvironment<Msg>,
): Peer<Msg> {
  const encodeOptions = () => ({ network, protocolVersion: peer.protocolVersion });
  const bytes$ = received$.pipe(map((value) => encodeChunk(value, encodeOptions())));
  const duplex = new VirtualDuplex(bytes$, { direction, address, chunkBytes, full$ });
  const defaults = { random: countingRandom(), identity: createIdentity() };
  const peer: Peer<Msg> = createPeer<Msg>(duplex, { ...defaults, ...options, network, scheduler });
  if (answers !== undefined) {
    // written$ completes when the transport closes, which ends this subscription.
    duplex.written$.subscribe((chunk) => {
      for (const answer of answers(decodeMessage(chunk, encodeOptions())))
        duplex.receive(encodeChunk(answer, encodeOptions()));
    });
  }
  return peer;
}
