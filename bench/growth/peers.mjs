import { bitcoin } from '../../dist/index.js';
import { VirtualTime } from '../../dist/marbles.js';
import { handshaken } from '../peers/handshaken.mjs';
import { chatter, CHATTER_PER_CHUNK } from './chatter.mjs';
import { leastCost } from './leastCost.mjs';

const CHUNKS = 10_000;

/** The same messages, spread over so many peers in turns. */
export function amongPeers(count) {
  const scheduler = new VirtualTime({ startMs: 1_750_000_000_000 });
  let heard = 0;
  const peers = Array.from({ length: count }, () => {
    const { peer, receive } = handshaken({ network: bitcoin.mainnet, scheduler });
    peer.on('inv').subscribe(() => (heard += 1));
    return receive;
  });
  const chunks = chatter(CHUNKS);
  const nanoseconds = leastCost(CHUNKS * CHATTER_PER_CHUNK, () => {
    for (const [i, chunk] of chunks.entries()) peers[i % count](chunk);
  });
  if (heard === 0) throw new Error('nobody has heard anything');
  return { nanoseconds };
}
