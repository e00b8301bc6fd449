import { defer, filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { CaptureRecord } from '../../capture/captureRecord.js';
import { u32leAt } from '../../codec/numbersAt.js';

const MAGIC_BYTES = 4;

/**
 * Drops the received bytes before the first message that starts within the recording: a recording that begins in the middle of a message
 * cannot be read.
 *
 *     received bytes  --e--m--n--      e the end of a message, m and n messages
 *     result          -----m--n--
 *
 * With transport v1 a message starts with the magic of its network, and `record` splits the bytes at the ends of messages. The bytes of
 * transport v2 are whole packets, and sent bytes are whole messages: these are passed on.
 */
export function fromFrameStart(magic: number): MonoTypeOperatorFunction<CaptureRecord> {
  return (record$) =>
    defer(() => {
      let isStarted = false;
      return record$.pipe(
        filter((record) => {
          if (record.kind === 'opened') isStarted ||= record.transport === 'v2';
          if (record.kind !== 'bytes' || record.direction === 'sent') return true;
          isStarted ||= record.bytes.length >= MAGIC_BYTES && u32leAt(record.bytes, 0) === magic;
          return isStarted;
        }),
      );
    });
}
