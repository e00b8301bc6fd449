import { RemoteProtocolError } from '../errors.js';
import type { Frame, FrameDecoder } from './frameDecoder.js';

/** What becomes of one message that cannot be read: the stream errors, or goes on without it (Bitcoin Core's way). */
export type OnMalformed = 'close' | 'drop';

/**
 * The next whole frame, undefined when more bytes are needed. With `'drop'` a frame that concerns itself alone, by `BAD_CHECKSUM` or
 * `BAD_COMMAND`, is stepped over and told; else it errors as the decoder does.
 */
export function nextReadable(
  decoder: FrameDecoder,
  onMalformed: OnMalformed,
  onDropped?: (error: RemoteProtocolError, sizeBytes: number) => void,
): Frame | undefined {
  for (;;) {
    try {
      return decoder.next();
    } catch (error) {
      if (onMalformed === 'close' || !isDroppable(error)) throw error;
      onDropped?.(error, decoder.refusedBytes);
    }
  }
}

/** True for an error that concerns one frame and leaves the stream behind it readable. */
function isDroppable(error: unknown): error is RemoteProtocolError {
  return error instanceof RemoteProtocolError && (error.code === 'BAD_CHECKSUM' || error.code === 'BAD_COMMAND');
}
