import type { Framing } from '../../../lib/frame/framing.js';

/** Pushes bytes in chunks of this size. @returns the commands of the frames, and the error that ended the stream */
export function receive(framing: Framing, bytes: Uint8Array, chunkBytes = bytes.length || 1): unknown[] {
  const got: unknown[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    framing.push(bytes.subarray(at, at + chunkBytes));
    for (;;) {
      try {
        const frame = framing.next();
        if (frame === undefined) break;
        got.push({ ...frame, payload: frame.payload.slice() });
      } catch (error) {
        got.push((error as { code: string }).code);
        if ((error as { code: string }).code !== 'BAD_COMMAND') return got;
      }
    }
  }
  return got;
}

/** Completes the key exchange of two framings in memory. */
export function exchangeKeys(initiator: Framing, responder: Framing, chunkBytes?: number): void {
  receive(responder, initiator.takeOutput()!, chunkBytes);
  receive(initiator, responder.takeOutput()!, chunkBytes);
  receive(responder, initiator.takeOutput()!, chunkBytes);
}
