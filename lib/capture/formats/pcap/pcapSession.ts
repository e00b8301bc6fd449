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

export interface FromPcapOptions extends ChooseConnectionOptions, TcpSessionOptions {
  /**
   * Called with CaptureError `START_LOST`, before the first record, if the connection is older than the recording; the reading goes on.
   * Default: no callback.
   */
  onFault?: ((error: CaptureError) => void) | undefined;
}

/** The first reading of a file: which TCP connections are in it, and where their bytes begin. */
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

  /** Notes what ended the reading. It is raised by the second reading, behind what can be read. Throws what is no CaptureError. */
  setFault(error: unknown): void {
    if (!(error instanceof CaptureError)) throw error;
    this.fault ??= error;
  }

  /**
   * The connection that is wanted; if its beginning is missing, `onFault` is called.
   *
   * Errors with what ended the reading, if it ended before a connection was found, else as chooseConnection does.
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
  const silent = [dialler, listener].filter((end) => !starts.has(end));
  const rest = silent.length === 0 ? '' : `; none of ${silent[0]} was found`;
  return new CaptureError(
    'START_LOST',
    `${dialler} > ${listener}: the recording begins within the connection, and is read from the first message on${rest}`,
  );
}

/** The second reading: the records of one connection, which the first reading has found. Holds what TcpStream and TcpConnections do. */
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
      this.hold(this.session.add(segment));
    }
    return this.ready.shift();
  }

  end(): void {
    this.packets.end();
    this.hold(this.session.finish());
  }

  private hold(records: Iterable<CaptureRecord>): void {
    for (const record of records) this.ready.push(record);
  }
}
