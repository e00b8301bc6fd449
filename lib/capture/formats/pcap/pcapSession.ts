import type { CaptureDecoder } from '../../captureDecoder.js';
import { CaptureError } from '../../captureError.js';
import type { CaptureRecord } from '../../captureRecord.js';
import { chooseConnection, type ChooseConnectionOptions, type ChosenConnection } from './chooseConnection.js';
import type { PacketDecoder } from './packet.js';
import type { CreatePacketDecoder } from './packetDecoderFor.js';
import { SkippedPackets } from './skippedPackets.js';
import { TcpConnections } from './tcpConnections.js';
import { TcpSession, type TcpSessionOptions } from './tcpSession.js';
import { tcpSegmentIn } from './tcpSegment.js';

// A pcap file is read in two passes, because the wanted connection is known only at the end of the file: segments of several connections are
// mixed, and a SYN may be recorded late.
// 1. PcapScan collects the TCP connections; `choose` picks one. An error in the content stops the scan, but not `choose`: the second pass
//    reports it after the records before it.
// 2. PcapSessionDecoder assigns the segments to connections again, by the same rules, and decodes those of the chosen one.

/** Options of fromPcap. */
export interface FromPcapOptions extends ChooseConnectionOptions, TcpSessionOptions {
  /**
   * Called with CaptureError `START_LOST`, before the first record, if the connection is older than the recording; reading continues.
   * Default: no callback.
   */
  onFault?: ((error: CaptureError) => void) | undefined;
}

/** The first pass: collects the TCP connections of a file and the starts of their streams. Memory: as TcpConnections. */
export class PcapScan {
  private readonly packets: PacketDecoder;
  private readonly connections: TcpConnections;
  private readonly skipped = new SkippedPackets();
  private fault: CaptureError | undefined;

  constructor(
    create: CreatePacketDecoder,
    private readonly options: FromPcapOptions,
  ) {
    this.packets = create(this.skipped.count);
    this.connections = new TcpConnections(options.network);
  }

  push(chunk: Uint8Array): void {
    if (this.fault !== undefined) return;
    this.packets.push(chunk);
    try {
      for (let packet = this.packets.next(); packet !== undefined; packet = this.packets.next()) {
        const segment = tcpSegmentIn(packet);
        if (typeof segment === 'string') this.skipped.count(segment);
        else this.connections.add(segment);
      }
    } catch (error) {
      this.setFault(error);
    }
  }

  /** Stops the scan at an error in the content. Rethrows an error that is not a CaptureError. */
  setFault(error: unknown): void {
    if (!(error instanceof CaptureError)) throw error;
    this.fault ??= error;
  }

  /**
   * Ends the scan and returns the connection that the options choose; calls `onFault` if its start is missing.
   *
   * Errors as chooseConnection does, but if the scan was stopped, with the error that stopped it.
   */
  choose(): ChosenConnection {
    let chosen: ChosenConnection;
    try {
      chosen = chooseConnection(this.connections.withData, this.options, this.skipped.summary);
    } catch (error) {
      throw this.fault ?? error;
    }
    if (chosen.isStartLost) this.options.onFault?.(startLost(chosen));
    return chosen;
  }
}

function startLost({ dialler, listener, starts }: ChosenConnection): CaptureError {
  const unread = [dialler, listener].filter((end) => !starts.has(end));
  const rest = unread.length === 0 ? '' : `; no message of ${unread[0]} was found`;
  return new CaptureError(
    'START_LOST',
    `${dialler} > ${listener}: the connection is older than the recording; it is read from its first message on${rest}`,
  );
}

/** The second pass: decodes the connection that the first pass has chosen. Memory: as TcpStream for each direction, and TcpConnections. */
export class PcapSessionDecoder implements CaptureDecoder {
  private readonly packets: PacketDecoder;
  private readonly connections: TcpConnections;
  private readonly session: TcpSession;
  private readonly ready: CaptureRecord[] = [];

  constructor(
    create: CreatePacketDecoder,
    private readonly connection: ChosenConnection,
    options: TcpSessionOptions,
  ) {
    this.packets = create();
    this.connections = new TcpConnections(options.network);
    this.session = new TcpSession(connection, options);
  }

  push(chunk: Uint8Array): void {
    this.packets.push(chunk);
  }

  next(): CaptureRecord | undefined {
    while (this.ready.length === 0) {
      const packet = this.packets.next();
      if (packet === undefined) return undefined;
      const segment = tcpSegmentIn(packet);
      if (typeof segment === 'string' || this.connections.add(segment).index !== this.connection.index) continue;
      this.queueRecords(this.session.add(segment));
    }
    return this.ready.shift();
  }

  end(): void {
    this.packets.end();
    this.queueRecords(this.session.finish());
  }

  private queueRecords(records: Iterable<CaptureRecord>): void {
    for (const record of records) this.ready.push(record);
  }
}
