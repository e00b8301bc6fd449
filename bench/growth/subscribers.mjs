import { frame } from '../corpus/layout.mjs';
import { commandsOf, importLibrary } from '../library.mjs';
import { createConnectedPeer } from '../peers/connectedPeer.mjs';
import { minCost } from './minCost.mjs';
import { chunkOf, MESSAGES_PER_CHUNK, smallMessageChunks } from './smallMessages.mjs';

const { bitcoin } = await importLibrary('index');
const CHUNKS = 5000;
const network = bitcoin.mainnet;

/** With `count` subscribers of commands that are not received. */
export function besideSubscribers(count) {
  const { peer, receive } = createConnectedPeer();
  const others = commandsOf(network).filter((command) => !['ping', 'pong', 'inv', 'unknown'].includes(command));
  for (let i = 0; i < count; i++) {
    peer.on(others[i % others.length]).subscribe((message) => {
      throw new Error(`${message.command} is not in the stream`);
    });
  }
  const chunks = smallMessageChunks(CHUNKS);
  return {
    nanoseconds: minCost(CHUNKS * MESSAGES_PER_CHUNK, () => {
      for (const chunk of chunks) receive(chunk);
    }),
  };
}

/** With `count` alternating commands that the message table does not contain and that have no subscriber. */
export function ofUnknownCommands(count) {
  const { receive } = createConnectedPeer();
  const payload = Buffer.alloc(40);
  const chunks = Array.from({ length: CHUNKS }, (_, i) =>
    chunkOf(
      Array.from({ length: MESSAGES_PER_CHUNK }, (_, k) => frame(`x${(i * MESSAGES_PER_CHUNK + k) % count}`, payload)),
    ),
  );
  return {
    nanoseconds: minCost(CHUNKS * MESSAGES_PER_CHUNK, () => {
      for (const chunk of chunks) receive(chunk);
    }),
  };
}
