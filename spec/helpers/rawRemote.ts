import { afterEach } from '@jest/globals';
import {
  bitcoin,
  createIdentity,
  createPeer,
  decodeMessages,
  memoryDuplexes,
  type CloseReason,
  type Duplex,
  type Message,
  type Peer,
  type PeerError,
  type PeerOptions,
} from '../../lib/index.js';
import { bytesOf, versionMessage } from './samples.js';

/** A peer of ours, and the other end of its connection, which the test controls. */
export interface RawRemote {
  readonly peer: Peer;
  /** The remote's end. */
  readonly duplex: Duplex;
  /** The messages that the peer has sent, in order. */
  readonly received: Message[];
  readonly reasons: CloseReason[];
  readonly faults: PeerError[];
  /** Sends these messages as the remote, in one chunk. */
  readonly sendToPeer: (...messages: Message[]) => void;
  readonly write: (bytes: Uint8Array) => void;
}

const openPeers = new Set<Peer>();

// An open peer keeps its timers, and they keep the process alive.
afterEach(() => {
  for (const peer of openPeers) peer.close();
  openPeers.clear();
});

/** Closes the peer after the test. */
export function closedAfterwards<P extends Peer>(peer: P): P {
  openPeers.add(peer);
  return peer;
}

export interface RawRemoteOptions extends Partial<PeerOptions> {
  direction?: 'inbound' | 'outbound';
  highWaterMarkBytes?: number;
}

/** Starts a peer of ours over memory; the handshake has not begun. */
export function rawRemote({
  direction = 'outbound',
  highWaterMarkBytes,
  ...options
}: RawRemoteOptions = {}): RawRemote {
  const network = options.network ?? bitcoin.regtest;
  const ends = memoryDuplexes({ highWaterMarkBytes });
  const [ours, theirs] = direction === 'outbound' ? [ends.outbound, ends.inbound] : [ends.inbound, ends.outbound];
  const received: Message[] = [];
  const reasons: CloseReason[] = [];
  const faults: PeerError[] = [];
  theirs.chunk$
    .pipe(decodeMessages({ network }))
    .subscribe({ next: (message) => received.push(message), error: () => undefined });
  const peer = closedAfterwards(createPeer(ours, { identity: createIdentity(), ...options, network }));
  peer.closed$.subscribe((reason) => reasons.push(reason));
  peer.faults$.subscribe((fault) => faults.push(fault));
  peer.start();
  const write = (bytes: Uint8Array): void => void theirs.write(bytes);
  return {
    peer,
    duplex: theirs,
    received,
    reasons,
    faults,
    write,
    sendToPeer: (...messages) => write(bytesOf(messages, network)),
  };
}

/** The same after the handshake; `received` is empty again. */
export function readyRemote(options: RawRemoteOptions = {}): RawRemote {
  const remote = rawRemote(options);
  remote.sendToPeer(versionMessage(), { command: 'verack' });
  remote.received.length = 0;
  return remote;
}
