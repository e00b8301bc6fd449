import { NO_BYTES } from '../../../../codec/reader.js';
import type { BytesRecord, ClosedRecord, OpenedRecord } from '../../../captureRecord.js';
import { connectionEnds } from './connectionEnds.js';
import { encodePcapRecord } from './pcapLayout.js';
import { ACK, encodeTcpPacket, FIN, MAX_SEGMENT_BYTES, PSH, RST, SYN, type TcpEnd } from './tcpPacket.js';

/** The number of bytes after which the receiver acknowledges them, if it sends nothing itself. Less than its window of 1 GiB. */
const ACKNOWLEDGE_AFTER_BYTES = 1024 * 1024;

interface SendingEnd extends TcpEnd {
  /** The sequence number of its next byte. */
  sequence: number;
  /** The number of its bytes that the other end has not acknowledged. */
  unacknowledgedBytes: number;
}

/** One recorded connection as the packets of a TCP connection. Each method returns records of a pcap file, in new buffers. */
export class PacketConnection {
  private readonly local: SendingEnd;
  private readonly remote: SendingEnd;
  private readonly dialler: SendingEnd;

  /** @param index the number of connections before this one */
  constructor(opened: OpenedRecord, defaultPort: number, index: number) {
    const { local, remote } = connectionEnds(opened, defaultPort, index);
    // A multiplicative hash (Knuth): two connections of the same ends must not begin with the same number, or they are one for a reader.
    const sequence = Math.imul(index + 1, 0x9e37_79b1) >>> 0;
    this.local = { ...local, sequence, unacknowledgedBytes: 0 };
    this.remote = { ...remote, sequence: sequence ^ 0x5555_5555, unacknowledgedBytes: 0 };
    this.dialler = opened.direction === 'outbound' ? this.local : this.remote;
  }

  /** The three segments that open the connection. */
  *open(atMs: number): Generator<Uint8Array, void> {
    const listener = this.otherEnd(this.dialler);
    yield this.packet(atMs, this.dialler, SYN);
    yield this.packet(atMs, listener, SYN | ACK);
    yield this.packet(atMs, this.dialler, ACK);
  }

  /** Bytes of any length as segments of at most MAX_SEGMENT_BYTES; none for no bytes. */
  *send(atMs: number, direction: BytesRecord['direction'], bytes: Uint8Array): Generator<Uint8Array, void> {
    const sender = direction === 'sent' ? this.local : this.remote;
    for (let start = 0; start < bytes.length; start += MAX_SEGMENT_BYTES) {
      yield this.packet(atMs, sender, PSH | ACK, bytes.subarray(start, start + MAX_SEGMENT_BYTES));
      if (sender.unacknowledgedBytes > ACKNOWLEDGE_AFTER_BYTES) yield this.packet(atMs, this.otherEnd(sender), ACK);
    }
  }

  /**
   * FIN of both ends if one of them closed the connection. RST if an error closed it: sent by the remote for an error of the transport,
   * otherwise by the local end.
   */
  *close({ atMs, by, error }: ClosedRecord): Generator<Uint8Array, void> {
    if (by === 'fault') {
      const isReset = error === undefined || error.name === 'TransportError';
      yield this.packet(atMs, isReset ? this.remote : this.local, RST | ACK);
      return;
    }
    const closer = by === 'local' ? this.local : this.remote;
    yield this.packet(atMs, closer, FIN | ACK);
    yield this.packet(atMs, this.otherEnd(closer), FIN | ACK);
    yield this.packet(atMs, closer, ACK);
  }

  private otherEnd(end: SendingEnd): SendingEnd {
    return end === this.local ? this.remote : this.local;
  }

  private packet(atMs: number, source: SendingEnd, flags: number, payload = NO_BYTES): Uint8Array {
    const destination = this.otherEnd(source);
    const { sequence } = source;
    const acknowledgement = (flags & ACK) === 0 ? 0 : destination.sequence;
    if ((flags & ACK) !== 0) destination.unacknowledgedBytes = 0;
    // SYN and FIN take a sequence number each (RFC 9293, 3.4).
    source.sequence = (sequence + payload.length + ((flags & (SYN | FIN)) === 0 ? 0 : 1)) >>> 0;
    source.unacknowledgedBytes += payload.length;
    return encodePcapRecord(atMs, encodeTcpPacket({ source, destination, sequence, acknowledgement, flags, payload }));
  }
}
