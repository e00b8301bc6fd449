import { concat, concatMap, defer, EMPTY, of, type OperatorFunction } from 'rxjs';
import type { CaptureFrameDecoderOptions } from '../../captureFrameDecoder.js';
import type { CaptureRecord } from '../../captureRecord.js';
import { PcapEncoder } from './pcapEncoder.js';

/**
 * Encodes records to the bytes of a pcap file, as PcapEncoder does: emits the file header at subscription, then a chunk for each packet.
 *
 *     records  ---------o----b--c----|
 *     bytes    [header]-(sss)p--(fff)|     s handshake of TCP, p data, f FIN
 *
 * Errors with CaptureError `INVALID_RECORD` and `NETWORK_UNKNOWN`, and with the error of the source. Each subscription has the state of
 * one PcapEncoder.
 *
 * @example
 * record(peer).pipe(encodePcap()).subscribe((chunk) => wireshark.stdin.write(chunk));
 */
export function encodePcap(options: CaptureFrameDecoderOptions = {}): OperatorFunction<CaptureRecord, Uint8Array> {
  return (record$) =>
    defer(() => {
      const encoder = new PcapEncoder(options);
      return concat(
        of(encoder.header()),
        record$.pipe(concatMap((record) => encoder.push(record))),
        defer(() => {
          encoder.end();
          return EMPTY;
        }),
      );
    });
}
