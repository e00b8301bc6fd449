// What the gate measures of ours; nothing here needs more than dist.
import { VirtualTime } from '../../dist/marbles.js';
import { bitcoin, createIdentity, createPeer, encodeMessage, memoryDuplexes } from '../../dist/index.js';
import { materialising, reading } from '../decode/rxpeer.mjs';
import { handshaken } from '../peers/handshaken.mjs';

const network = bitcoin.mainnet;
const HANDSHAKES_A_PASS = 20;

/** @type {Record<string, (chunks: Uint8Array[]) => () => void>} by name; what comes back is one pass */
export const CANDIDATES = {
  unread: (chunks) => () => reading()(chunks),
  made: (chunks) => () => materialising()(chunks),
  /** Through a ready peer with all its conversations, to a subscriber. */
  peer: (chunks) => {
    const { peer, receive } = handshaken({ network });
    let heard = 0;
    peer.messages$.subscribe(() => (heard += 1));
    return () => {
      const before = heard;
      for (const chunk of chunks) receive(chunk);
      if (heard === before) throw new Error('the peer has heard nothing');
    };
  },
  /** Two of ours, joined in memory, until both are ready; then they part. */
  handshakes: () => () => {
    for (let i = 0; i < HANDSHAKES_A_PASS; i++) shakeHands();
  },
  /** A pong, the most frequent thing that a peer says. */
  encodePong: () => () => {
    for (let nonce = 0n; nonce < 2000n; nonce++) encodeMessage({ command: 'pong', nonce }, { network });
  },
};

function shakeHands() {
  const scheduler = new VirtualTime({ startMs: 1_750_000_000_000 });
  const ends = memoryDuplexes({ scheduler });
  let ready = 0;
  const peers = [ends.outbound, ends.inbound].map((end) =>
    createPeer(end, { network, scheduler, identity: createIdentity() }),
  );
  for (const peer of peers) peer.status$.subscribe((status) => (ready += status === 'ready' ? 1 : 0));
  for (const peer of peers) peer.start();
  scheduler.advance(1);
  if (ready !== 2) throw new Error(`${ready} of 2 peers became ready`);
  for (const peer of peers) peer.close();
  scheduler.advance(1);
}
