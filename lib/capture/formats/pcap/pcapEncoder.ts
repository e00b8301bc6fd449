import { encodeFrame } from '../../../frame/frameEncoder.js';
import type { Network } from '../../../networks/network.js';
import { CaptureError } from '../../captureError.js';
import { CaptureFrameDecoder, type CaptureFrameDecoderOptions } from '../../captureFrameDecoder.js';
import { captureNetworkByName } from '../../captureNetwork.js';
import type { BytesRecord, CaptureRecord, OpenedRecord } from '../../captureRecord.js';
import { PacketConnection } from './write/packetConnection.js';
import { encodePcapHeader } from './write/pcapLayout.js';

/**
 * Encodes the records of a recording as a pcap file that Wireshark and tcpdump read: raw IP packets (link type 101) with one TCP connection for
 * each session, and the times of the records.
 *
 * A recording contains no packets, so the encoder creates them: SYN, SYN with ACK, and ACK when the session opened; segments of at most
 * 65,495 bytes; and FIN of both ends, or RST after an error, when the session closed. A session without `closed` ends without FIN and RST.
 * All checksums and sequence numbers are correct.
 *
 * - Transport v1: the recorded bytes unchanged, including invalid ones.
 * - Transport v2: the messages as frames of v1, which Wireshark can read; one whose id has no command in the network has the command `#29`. Decoys are
 *   left out. A packet without a valid message type is left out and reported to `onFault`.
 * - The remote has its recorded address. Instead of a name or an onion address it has an address in 198.18.0.0/15. The recorded peer has
 *   192.0.2.1 or 2001:db8::1. An end whose port is not recorded has the network's default port if it is the listener, and otherwise a
 *   dynamic port.
 *
 * Memory: about 200 bytes for each open session; of a session by v2 one unfinished packet for each direction.
 */
export class PcapEncoder {
  private readonly connections = new Map<number, ExportedConnection>();
  private readonly frames: CaptureFrameDecoder;
  private connectionCount = 0;
  private packetCount = 0;

  constructor(private readonly options: CaptureFrameDecoderOptions = {}) {
    this.frames = new CaptureFrameDecoder(options);
  }

  /** The number of connections so far. */
  get connectionsWritten(): number {
    return this.connectionCount;
  }

  /** The number of packets so far. */
  get packetsWritten(): number {
    return this.packetCount;
  }

  /** The header of the file, 24 bytes in a new buffer. */
  header(): Uint8Array {
    return encodePcapHeader();
  }

  /**
   * Returns the packets of this record, encoded, each in a new buffer.
   *
   * Errors with CaptureError `NETWORK_UNKNOWN`; with `INVALID_RECORD` for bytes of a session that is not open, and for a time before 1970 or after
   * 2106.
   */
  push(record: CaptureRecord): Uint8Array[] {
    const packets = Array.from(this.packetsOf(record));
    this.packetCount += packets.length;
    return packets;
  }

  /** Ends the recording: `onFault` is called with `TRUNCATED` for each direction of a v2 session that ends inside a packet. */
  end(): void {
    this.frames.end();
  }

  private *packetsOf(record: CaptureRecord): Generator<Uint8Array, void> {
    switch (record.kind) {
      case 'opened':
        yield* this.open(record);
        break;
      case 'bytes':
        yield* this.send(record);
        break;
      case 'closed':
        this.frames.end(record.session);
        yield* this.connections.get(record.session)?.packets.close(record) ?? [];
        this.connections.delete(record.session);
        break;
      default:
      // Raw bytes and secrets are not exported: the messages of a v2 session are exported instead.
    }
  }

  private *open(record: OpenedRecord): Generator<Uint8Array, void> {
    const network = captureNetworkByName(record.network, this.options.network);
    const packets = new PacketConnection(record, network.defaultPort, this.connectionCount);
    this.frames.end(record.session);
    // Frames are decoded only for v2 sessions.
    if (record.transport === 'v2') this.frames.push(record);
    this.connections.set(record.session, { network, packets, isV2: record.transport === 'v2' });
    this.connectionCount += 1;
    yield* packets.open(record.atMs);
  }

  private *send(record: BytesRecord): Generator<Uint8Array, void> {
    const { session, atMs, direction, bytes } = record;
    const connection = this.connections.get(session);
    if (connection === undefined) {
      throw new CaptureError('INVALID_RECORD', `bytes of session ${session}, which is not open`);
    }
    const { isV2, network, packets } = connection;
    if (!isV2) {
      yield* packets.send(atMs, direction, bytes);
      return;
    }
    for (const { command, payload } of this.frames.push(record)) {
      yield* packets.send(atMs, direction, encodeFrame(network, command, payload));
    }
  }
}

interface ExportedConnection {
  readonly network: Network;
  readonly packets: PacketConnection;
  readonly isV2: boolean;
}
