import { bitcoin, createIdentity, createPeer, decodeMessages, memoryDuplexes } from '../../../lib/index.js';
import type { Message, PeerOptions } from '../../../lib/index.js';
import { closedAfterwards, type RawRemote } from '../rawRemote.js';
import { bytesOf, versionMessage } from '../samples.js';

export interface ScriptedRemoteOptions extends Partial<PeerOptions> {
  /** The answers of the remote to each message, sent before our `write` has returned. */
  answers: (message: Message) => Message[];
}

/** A peer whose handshake is complete, and a remote that answers synchronously. */
export function scriptedRemote({ answers, ...options }: ScriptedRemoteOptions): RawRemote {
  const network = options.network ?? bitcoin.regtest;
  const { outbound, inbound } = memoryDuplexes();
  const remote: RawRemote = {
    peer: closedAfterwards(createPeer(outbound, { identity: createIdentity(), ...options, network })),
    duplex: inbound,
    received: [],
    reasons: [],
    faults: [],
    write: (bytes) => void inbound.write(bytes),
    sendToPeer: (...messages) => {
      if (messages.length > 0) remote.write(bytesOf(messages, network));
    },
  };
  inbound.chunk$.pipe(decodeMessages({ network })).subscribe({
    next: (message) => {
      remote.received.push(message);
      remote.sendToPeer(...answers(message));
    },
    error: () => undefined,
  });
  remote.peer.closed$.subscribe((reason) => remote.reasons.push(reason));
  remote.peer.faults$.subscribe((fault) => remote.faults.push(fault));
  remote.peer.start();
  remote.sendToPeer(versionMessage(), { command: 'verack' });
  remote.received.length = 0;
  return remote;
}
