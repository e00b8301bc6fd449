import { map, type Observable, type SchedulerLike } from 'rxjs';
import { createIdentity } from '../protocol/handshake/identity.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { createPeer } from '../peer/createPeer.js';
import type { PeerOptions } from '../peer/peerOptions.js';
import type { Peer } from '../peer/peer.js';
import { decodeMessage } from '../wire/message.js';
import { countingRandom } from './countingRandom.js';
import { bytesOfSaid } from './saidBytes.js';
import { VirtualDuplex, type TestDuplexOptions } from './testDuplex.js';

export interface TestPeerOptions<Msg extends Message = Message>
  extends Partial<Omit<PeerOptions<Msg>, 'network' | 'scheduler'>>, TestDuplexOptions {
  /** What the remote answers at once, before our `write` has returned. Default: nothing. */
  answers?: ((sent: Msg) => readonly Msg[]) | undefined;
}

interface Surroundings<Msg extends Message> {
  readonly scheduler: SchedulerLike;
  readonly network: Network<Msg>;
}

/** A real peer on a transport in virtual time, not started yet; its random numbers are counted, and its identity is its own. */
export function testPeer<Msg extends Message>(
  received$: Observable<Msg | Uint8Array>,
  { answers, direction, address, chunkBytes, full$, ...options }: TestPeerOptions<Msg>,
  { network, scheduler }: Surroundings<Msg>,
): Peer<Msg> {
  const spoken = () => ({ network, protocolVersion: peer.protocolVersion });
  const bytes$ = received$.pipe(map((said) => bytesOfSaid(said, spoken())));
  const duplex = new VirtualDuplex(bytes$, { direction, address, chunkBytes, full$ });
  const defaults = { random: countingRandom(), identity: createIdentity() };
  const peer: Peer<Msg> = createPeer<Msg>(duplex, { ...defaults, ...options, network, scheduler });
  if (answers !== undefined) {
    // Until the transport closes.
    duplex.written$.subscribe((chunk) => {
      for (const answer of answers(decodeMessage(chunk, spoken()))) duplex.arrive(bytesOfSaid(answer, spoken()));
    });
  }
  return peer;
}
