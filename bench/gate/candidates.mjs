// The parts of rxpeer that the gate measures. They need nothing but dist.
import { READERS, decodeAll } from '../decode/rxpeer.mjs';
import { importLibrary } from '../library.mjs';
import { createConnectedPeer } from '../peers/connectedPeer.mjs';

const { bitcoin, createIdentity, createPeer, encodeMessage, memoryDuplexes } = await importLibrary('index');
const { VirtualTime } = await importLibrary('marbles');
const network = bitcoin.mainnet;
const HANDSHAKES_PER_PASS = 20;

/** @type {Record<string, (chunks: Uint8Array[]) => () => void>} by name; the returned function is one pass */
export const CANDIDATES = {
  unread: (chunks) => () => decodeAll(chunks, READERS.rxpeerUnread),
  readAll: (chunks) => () => decodeAll(chunks, READERS.rxpeerReadAll),
  /** Through a peer with all its conversations, after its handshake, to a subscriber. */
  peer: (chunks) => {
    const { peer, receive } = createConnectedPeer();
    let received = 0;
    peer.messages$.subscribe(() => (received += 1));
    return () => {
      const before = received;
      for (const chunk of chunks) receive(chunk);
      if (received === before) throw new Error('the peer emitted no message');
    };
  },
  /** Two peers, connected in memory, until both have completed the handshake; then both are closed. */
  handshakes: () => () => {
    for (let i = 0; i < HANDSHAKES_PER_PASS; i++) completeHandshake();
  },
  /** A pong, the message that a peer sends most often. */
  encodePong: () => () => {
    for (let nonce = 0n; nonce < 2000n; nonce++) encodeMessage({ command: 'pong', nonce }, { network });
  },
};

function completeHandshake() {
  const scheduler = new VirtualTime({ startMs: 1_750_000_000_000 });
  const ends = memoryDuplexes({ scheduler });
  let ready = 0;
  const peers = [ends.outbound, ends.inbound].map((end) =>
    createPeer(end, { network, scheduler, identity: createIdentity() }),
  );
  for (const peer of peers) peer.status$.subscribe((status) => (ready += status === 'ready' ? 1 : 0));
  for (const peer of peers) peer.start();
  scheduler.advance(1);
  if (ready !== 2) throw new Error(`${ready} of 2 peers completed the handshake`);
  for (const peer of peers) peer.close();
  scheduler.advance(1);
}
