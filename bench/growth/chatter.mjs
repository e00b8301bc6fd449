import { frame, list, u32 } from '../corpus/layout.mjs';
import { Random } from '../corpus/random.mjs';

/** Chunks of eight small messages each, as a socket of a relaying peer gives them: ping, pong, and inv with one item. */
export function chatter(chunks) {
  const random = new Random(5);
  const one = () => {
    const command = random.oneOf(['ping', 'pong', 'inv']);
    return frame(command, command === 'inv' ? list([Buffer.concat([u32(1), random.bytes(32)])]) : random.bytes(8));
  };
  return Array.from({ length: chunks }, () => chunkOf(Array.from({ length: CHATTER_PER_CHUNK }, one)));
}

export const CHATTER_PER_CHUNK = 8;

export function chunkOf(frames) {
  return Uint8Array.from(Buffer.concat(frames));
}
