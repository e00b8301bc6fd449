import { defer, type Observable } from 'rxjs';
import { decodeEnd, decodeChunk } from '../../captureDecoder.js';
import { CaptureError } from '../../captureError.js';
import type { CaptureRecord } from '../../captureRecord.js';
import { packetDecoderFor } from './packetDecoderFor.js';
import { PcapScan, PcapSessionDecoder, type FromPcapOptions } from './pcapSession.js';

/**
 * Decodes one TCP connection of a pcap or pcapng file as one session. Segments that are out of order, repeated or overlapping are reassembled
 * to the streams that the two programs read.
 *
 *     fromPcap(…)  (o b b b c|)     o opened, b bytes in the order of the stream, c closed; synchronously
 *
 * Cold. Decodes the links Ethernet (with VLAN tags, PPPoE, MPLS), Linux cooked, raw IP, loopback, PPP and PKTAP; IPv4 and IPv6.
 * Packets of other kinds are skipped. If the file has more than one connection with data, choose by `port` or `connection`. A connection that
 * is older than the recording is read from the first message of each end on, and `onFault` is called with `START_LOST`.
 *
 * Errors with CaptureError. Before any record: `UNKNOWN_FORMAT`, `NO_SESSION` (the text counts the skipped packets by kind), `AMBIGUOUS` (the
 * text lists the connections), `NETWORK_UNKNOWN`, `LIMIT_EXCEEDED`. After the records that could be read: `BYTES_LOST` for a segment that was
 * not recorded, `BYTES_CUT` for one that was not recorded completely, `TRUNCATED`, `MALFORMED`.
 *
 * Memory: at most 16 MiB for each direction of segments that wait for a missing one, and about 600 bytes for each connection in the file.
 *
 * @example
 * fromPcap(new Uint8Array(await file.arrayBuffer()), { port: 8333 }).subscribe(console.log);
 */
export function fromPcap(bytes: Uint8Array, options: FromPcapOptions = {}): Observable<CaptureRecord> {
  return defer(() => recordsIn(bytes, options));
}

function* recordsIn(bytes: Uint8Array, options: FromPcapOptions): Generator<CaptureRecord, void> {
  const create = packetDecoderFor(bytes);
  if (create === undefined) throw new CaptureError('UNKNOWN_FORMAT', 'neither pcap nor pcapng', 0);
  const scan = new PcapScan(create, options);
  scan.push(bytes);
  const decoder = new PcapSessionDecoder(create, scan.choose(), options);
  yield* decodeChunk(decoder, bytes);
  yield* decodeEnd(decoder);
}
