import { afterEach } from '@jest/globals';
import {
  bitcoin,
  createIdentity,
  type Message,
  type Network,
  type Peer,
  type PeerOptions,
  type ReadyPeer,
} from '../../lib/index.js';
import { listen } from '../../lib/node.js';

/** A node on a port of 127.0.0.1 that requests what is announced to it. */
export interface Receiver {
  readonly address: string;
  /** What each connection sent, in the order of the connections. */
  readonly received: Message[][];
  /** The connections, from their first byte on. */
  readonly connections: Peer[];
  /** The connections whose handshake completed. */
  readonly peers: ReadyPeer[];
}

let cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps) cleanUp();
  cleanUps = [];
});

/** Starts a receiver, which is stopped after the test. With `requests: false` it requests nothing. */
export function startReceiver({
  network = bitcoin.regtest,
  requests = true,
  ...options
}: Partial<PeerOptions> & { network?: Network; requests?: boolean } = {}): Promise<Receiver> {
  return new Promise((resolve, reject) => {
    const receiver = { received: [] as Message[][], connections: [] as Peer[], peers: [] as ReadyPeer[] };
    const listening = listen({
      network,
      port: 0,
      // Otherwise a peer of the same process would be taken for ourselves.
      identity: createIdentity(),
      ...options,
      onListening: ({ port }) => resolve({ ...receiver, address: `127.0.0.1:${port}` }),
      onPeer(peer) {
        const messages: Message[] = [];
        receiver.received.push(messages);
        receiver.connections.push(peer);
        peer.messages$.subscribe((message) => messages.push(message));
        if (requests) peer.on('inv').subscribe(({ items }) => void peer.send({ command: 'getdata', items }));
      },
    }).subscribe({ next: (peer) => receiver.peers.push(peer), error: reject });
    cleanUps.push(() => listening.unsubscribe());
  });
}
