import { defer, type Observable } from 'rxjs';
import type { CaptureRecord } from '../../captureRecord.js';
import { CoreDecoder, type CoreDecoderOptions } from './coreDecoder.js';

export interface FromCoreMessagesOptions extends CoreDecoderOptions {
  /** The bytes of `msgs_recv.dat`. Default: none. */
  received?: Uint8Array | undefined;
  /** The bytes of `msgs_sent.dat`. Default: none. */
  sent?: Uint8Array | undefined;
}

/**
 * The connections in a Bitcoin node's `-capturemessages` files, from the node's view, merged by time.
 *
 *     fromCoreMessages(…)  (o b b b o b b |)     o opened, b the bytes of one message; at once
 *
 * Cold. The files have no frames: magic and checksum are made anew, so what came by BIP324 is read as if it had come without. A
 * second `version` in one direction begins the next session. Errors with CaptureError `TRUNCATED` or `MALFORMED` behind all
 * that could be read.
 */
export function fromCoreMessages(options: FromCoreMessagesOptions): Observable<CaptureRecord> {
  return defer(() => recordsIn(options));
}

function* recordsIn({ received, sent, ...options }: FromCoreMessagesOptions): Generator<CaptureRecord, void> {
  const decoder = new CoreDecoder(options);
  if (received !== undefined) decoder.push('received', received);
  if (sent !== undefined) decoder.push('sent', sent);
  decoder.end('received');
  decoder.end('sent');
  for (let record = decoder.next(); record !== undefined; record = decoder.next()) yield record;
}
