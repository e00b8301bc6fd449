import { defer, type Observable } from 'rxjs';
import type { CaptureRecord } from '../../captureRecord.js';
import { CoreDecoder, type CoreDecoderOptions } from './coreDecoder.js';

/** Options of fromCoreMessages. */
export interface FromCoreMessagesOptions extends CoreDecoderOptions {
  /** The bytes of `msgs_recv.dat`. Default: none. */
  received?: Uint8Array | undefined;
  /** The bytes of `msgs_sent.dat`. Default: none. */
  sent?: Uint8Array | undefined;
}

/**
 * Decodes a Bitcoin node's `-capturemessages` files, from the view of the node, merged in order of time.
 *
 *     fromCoreMessages(…)  (o b b b o b b |)     o opened, b the bytes of one message; synchronously
 *
 * Cold. The files hold no frames: magic and checksum are computed, so messages that were sent by BIP324 are decoded to v1 frames. A second
 * `version` in the same direction starts the next session. There are no `closed` records, because the files do not hold them.
 *
 * Errors with CaptureError `TRUNCATED` or `MALFORMED`, after the records of both files that could be decoded.
 *
 * @example
 * fromCoreMessages({ network: bitcoin.regtest, received, sent }).subscribe(console.log);
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
