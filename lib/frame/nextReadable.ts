import { RemoteProtocolError } from '../base/errors.js';
import type { Frame } from './frameDecoder.js';
import type { Framing } from './framing.js';

/** Reaction to a message that cannot be decoded: `close` ends the stream with the error, `drop` skips the message, as Bitcoin Core does. */
export type OnMalformed = 'close' | 'drop';

/** An error of one frame; the stream after the frame can be read. */
export type BadFrameError = RemoteProtocolError & { readonly code: 'BAD_CHECKSUM' | 'BAD_COMMAND' };

/** Is notified of invalid frames. */
export interface BadFrameListener {
  /** Returns to skip the frame, or throws to end the stream. */
  onBadFrame(error: BadFrameError, sizeBytes: number): void;
}

/**
 * The next frame with a valid checksum and command; undefined when more bytes are needed. The listener is called for each invalid frame with
 * its size in bytes, header included. Errors as Framing.next does.
 */
export function nextReadable(
  framing: Pick<Framing, 'next' | 'refusedBytes'>,
  listener: BadFrameListener,
): Frame | undefined {
  for (;;) {
    try {
      return framing.next();
    } catch (error) {
      if (!isBadFrame(error)) throw error;
      listener.onBadFrame(error, framing.refusedBytes);
    }
  }
}

function isBadFrame(error: unknown): error is BadFrameError {
  return error instanceof RemoteProtocolError && (error.code === 'BAD_CHECKSUM' || error.code === 'BAD_COMMAND');
}
