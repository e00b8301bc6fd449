import { RemoteProtocolError } from '../base/errors.js';
import type { Frame, FrameDecoder } from './frameDecoder.js';

/** What is done about a message that cannot be read: the stream errors, or it goes on without the message, as Bitcoin Core does. */
export type OnMalformed = 'close' | 'drop';

/** An error about one frame; the stream after it can be read. */
export type BadFrameError = RemoteProtocolError & { readonly code: 'BAD_CHECKSUM' | 'BAD_COMMAND' };

/**
 * The next whole frame, undefined when more bytes are needed. `onBadFrame` is called for a frame with a bad checksum or command, with its
 * size in bytes: it throws to end the stream, or returns to skip the frame. Errors as the decoder does.
 */
export function nextReadable(
  decoder: FrameDecoder,
  onBadFrame: (error: BadFrameError, sizeBytes: number) => void,
): Frame | undefined {
  for (;;) {
    try {
      return decoder.next();
    } catch (error) {
      if (!isBadFrame(error)) throw error;
      onBadFrame(error, decoder.refusedBytes);
    }
  }
}

function isBadFrame(error: unknown): error is BadFrameError {
  return error instanceof RemoteProtocolError && (error.code === 'BAD_CHECKSUM' || error.code === 'BAD_COMMAND');
}
