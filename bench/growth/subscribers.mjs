import { bitcoin } from '../../dist/index.js';
import { frame } from '../corpus/layout.mjs';
import { handshaken } from '../peers/handshaken.mjs';
import { chatter, CHATTER_PER_CHUNK, chunkOf } from './chatter.mjs';
import { leastCost } from './leastCost.mjs';

const CHUNKS = 5000;
const network = bitcoin.mainnet;

/** So many subscribers on commands that do not come. */
export function besideSubscribers(count) {
  const { peer, receive } = handshaken({ network });
  const others = [...network.messages.keys()].filter((command) => !['ping', 'pong', 'inv'].includes(command));
  for (let i = 0; i < count; i++) {
    peer.on(others[i % others.length]).subscribe((message) => {
      throw new Error(`${message.command} was not to come`);
    });
  }
  const chunks = chatter(CHUNKS);
  return {
    nanoseconds: leastCost(CHUNKS * CHATTER_PER_CHUNK, () => {
      for (const chunk of chunks) receive(chunk);
    }),
  };
}

/** So many commands in turns that no table knows and nobody listens to. */
export function ofUnknownCommands(count) {
  const { receive } = handshaken({ network });
  const payload = Buffer.alloc(40);
  const chunks = Array.from({ length: CHUNKS }, (_, i) =>
    chunkOf(
      Array.from({ length: CHATTER_PER_CHUNK }, (_, k) => frame(`x${(i * CHATTER_PER_CHUNK + k) % count}`, payload)),
    ),
  );
  return {
    nanoseconds: leastCost(CHUNKS * CHATTER_PER_CHUNK, () => {
      for (const chunk of chunks) receive(chunk);
    }),
  };
}
