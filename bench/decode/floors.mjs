// The work that no decoder can avoid, in the simplest JavaScript: the floors that decoders are compared with.
import { createHash, hash } from 'node:crypto';

const HEADER_BYTES = 24;
const sha256 =
  hash === undefined
    ? (bytes) => createHash('sha256').update(bytes).digest()
    : (bytes) => hash('sha256', bytes, 'buffer');

/** Finds the frames. */
export function createFraming() {
  return (chunks) => splitFrames(chunks, () => undefined);
}

/** Finds the frames and verifies their checksums. */
export function createHashing() {
  return (chunks) =>
    splitFrames(chunks, (payload, checksum) => {
      if (sha256(sha256(payload)).readUInt32LE(0) !== checksum) throw new Error('bad checksum');
    });
}

function splitFrames(chunks, onPayload) {
  let messages = 0;
  let neededBytes = HEADER_BYTES;
  let pieces = [];
  let piecesBytes = 0;
  for (const chunk of chunks) {
    pieces.push(chunk);
    piecesBytes += chunk.length;
    if (piecesBytes < neededBytes) continue;
    const bytes = pieces.length === 1 ? chunk : Buffer.concat(pieces);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let offset = 0;
    for (;;) {
      if (offset + HEADER_BYTES > bytes.length) {
        neededBytes = HEADER_BYTES;
        break;
      }
      const end = offset + HEADER_BYTES + view.getUint32(offset + 16, true);
      if (end > bytes.length) {
        neededBytes = end - offset;
        break;
      }
      onPayload(bytes.subarray(offset + HEADER_BYTES, end), view.getUint32(offset + 20, true));
      messages += 1;
      offset = end;
    }
    const rest = bytes.subarray(offset);
    pieces = rest.length === 0 ? [] : [rest];
    piecesBytes = rest.length;
  }
  return messages;
}
