// What no decoder can do without, in the plainest JavaScript: the floors that ratios are held against.
import { createHash, hash } from 'node:crypto';

const HEADER_BYTES = 24;
const sha256 =
  hash === undefined
    ? (bytes) => createHash('sha256').update(bytes).digest()
    : (bytes) => hash('sha256', bytes, 'buffer');

export function framing() {
  return (chunks) => cut(chunks, () => undefined);
}

export function hashing() {
  return (chunks) =>
    cut(chunks, (payload, checksum) => {
      if (sha256(sha256(payload)).readUInt32LE(0) !== checksum) throw new Error('bad checksum');
    });
}

function cut(chunks, look) {
  let messages = 0;
  let wanted = HEADER_BYTES;
  let pieces = [];
  let piecesBytes = 0;
  for (const chunk of chunks) {
    pieces.push(chunk);
    piecesBytes += chunk.length;
    if (piecesBytes < wanted) continue;
    const bytes = pieces.length === 1 ? chunk : Buffer.concat(pieces);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let offset = 0;
    for (;;) {
      if (offset + HEADER_BYTES > bytes.length) {
        wanted = HEADER_BYTES;
        break;
      }
      const end = offset + HEADER_BYTES + view.getUint32(offset + 16, true);
      if (end > bytes.length) {
        wanted = end - offset;
        break;
      }
      look(bytes.subarray(offset + HEADER_BYTES, end), view.getUint32(offset + 20, true));
      messages += 1;
      offset = end;
    }
    const rest = bytes.subarray(offset);
    pieces = rest.length === 0 ? [] : [rest];
    piecesBytes = rest.length;
  }
  return messages;
}
