import { frame, list, u32 } from '../corpus/layout.mjs';
import { Random } from '../corpus/random.mjs';

export const MESSAGES_PER_CHUNK = 8;

/** Chunks of eight small messages, as the socket of a relaying peer provides them: ping, pong, and inv with one item. */
export function smallMessageChunks(chunks) {
  const random = new Random(5);
  const one = () => {
    const command = random.oneOf(['ping', 'pong', 'inv']);
    return frame(command, command === 'inv' ? list([Buffer.concat([u32(1), random.bytes(32)])]) : random.bytes(8));
  };
  return Array.from({ length: chunks }, () => chunkOf(Array.from({ length: MESSAGES_PER_CHUNK }, one)));
}

export function chunkOf(frames) {
  return Uint8Array.from(Buffer.concat(frames));
}
