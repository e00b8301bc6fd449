import { defer, type Observable } from 'rxjs';
import { lastRecordsOf, recordsOf } from '../captureDecoder.js';
import { CaptureError } from '../captureError.js';
import type { CaptureRecord } from '../captureRecord.js';
import { packetDecoderFor } from './packetDecoderFor.js';
import { PcapScan, PcapSessionDecoder, type PcapOptions } from './pcapSession.js';

/**
 * The TCP connection in the bytes of a pcap or pcapng file as one session: segments out of order, repeated and overlapping become the
 * streams that the two programs read.
 *
 *     fromPcap(…)  (o b b b c|)     o opened, b bytes as they became due, c closed; at once
 *
 * Cold. Link types Ethernet, Linux cooked, raw IP and loopback; IPv4 and IPv6. Where the file has more than one connection with data,
 * `port` or `connection` chooses. Errors with CaptureError: before any record `UNKNOWN_FORMAT`, `NO_SESSION`, `AMBIGUOUS` (which names
 * them), `UNSUPPORTED`, `NETWORK_UNKNOWN`; behind what could be read `BYTES_LOST` for a segment that was not recorded, `BYTES_CUT` for
 * one not recorded whole, `TRUNCATED`, `MALFORMED`. What waits for a segment is at most 16 MiB a direction.
 */
export function fromPcap(bytes: Uint8Array, options: PcapOptions = {}): Observable<CaptureRecord> {
  return defer(() => recordsIn(bytes, options));
}

function* recordsIn(bytes: Uint8Array, options: PcapOptions): Generator<CaptureRecord, void> {
  const create = packetDecoderFor(bytes);
  if (create === undefined) throw new CaptureError('UNKNOWN_FORMAT', 'neither pcap nor pcapng', 0);
  const scan = new PcapScan(create());
  scan.push(bytes);
  const decoder = new PcapSessionDecoder(create(), scan.choose(options), options);
  yield* recordsOf(decoder, bytes);
  yield* lastRecordsOf(decoder);
}
