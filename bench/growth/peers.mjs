import { importLibrary } from '../library.mjs';
import { createConnectedPeer } from '../peers/connectedPeer.mjs';
import { minCost } from './minCost.mjs';
import { MESSAGES_PER_CHUNK, smallMessageChunks } from './smallMessages.mjs';

const { VirtualTime } = await importLibrary('marbles');
const CHUNKS = 10_000;

/** The same messages, distributed over `count` peers in rotation. */
export function amongPeers(count) {
  const scheduler = new VirtualTime({ startMs: 1_750_000_000_000 });
  let received = 0;
  const peers = Array.from({ length: count }, () => {
    const { peer, receive } = createConnectedPeer({ scheduler });
    peer.on('inv').subscribe(() => (received += 1));
    return receive;
  });
  const chunks = smallMessageChunks(CHUNKS);
  const nanoseconds = minCost(CHUNKS * MESSAGES_PER_CHUNK, () => {
    for (const [i, chunk] of chunks.entries()) peers[i % count](chunk);
  });
  if (received === 0) throw new Error('no peer emitted a message');
  return { nanoseconds };
}
