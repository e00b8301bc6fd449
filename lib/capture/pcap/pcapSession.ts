import type { CaptureDecoder } from '../captureDecoder.js';
import { CaptureError } from '../captureError.js';
import type { CaptureRecord } from '../captureRecord.js';
import { chooseConnection, type ChooseConnectionOptions } from './chooseConnection.js';
import type { PacketDecoder } from './packet.js';
import { TcpConnections, type TcpConnection } from './tcpConnections.js';
import { TcpSession, type TcpSessionOptions } from './tcpSession.js';
import { tcpSegmentIn } from './tcpSegment.js';

export interface PcapOptions extends ChooseConnectionOptions, TcpSessionOptions {}

/** The first reading of a file: which TCP connections are in it, and where their bytes begin. */
export class PcapScan {
  private readonly connections = new TcpConnections();
  private fault: CaptureError | undefined;

  constructor(private readonly packets: PacketDecoder) {}

  push(chunk: Uint8Array): void {
    if (this.fault !== undefined) return;
    this.packets.push(chunk);
    try {
      for (let packet = this.packets.next(); packet !== undefined; packet = this.packets.next()) {
        const segment = tcpSegmentIn(packet);
        if (segment !== undefined) this.connections.add(segment);
      }
    } catch (error) {
      // The second reading will tell, behind what can be read.
      if (!(error instanceof CaptureError)) throw error;
      this.fault = error;
    }
  }

  /**
   * The connection that is meant. Errors with what ended the reading, where it ended before one was found, else as
   * chooseConnection does.
   */
  choose(options: ChooseConnectionOptions): TcpConnection {
    try {
      return chooseConnection(this.connections.all, options);
    } catch (error) {
      throw this.fault ?? error;
    }
  }
}

/** The second reading: the records of one connection, which the first has found. Holds what TcpStream and TcpConnections do. */
export class PcapSessionDecoder implements CaptureDecoder {
  private readonly connections = new TcpConnections();
  private readonly session: TcpSession;
  private readonly ready: CaptureRecord[] = [];

  constructor(
    private readonly packets: PacketDecoder,
    private readonly connection: TcpConnection,
    options: TcpSessionOptions,
  ) {
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
      if (segment === undefined || this.connections.add(segment).index !== this.connection.index) continue;
      this.tell(this.session.add(segment));
    }
    return this.ready.shift();
  }

  end(): void {
    this.packets.end();
    this.tell(this.session.finish());
  }

  private tell(records: Iterable<CaptureRecord>): void {
    for (const record of records) this.ready.push(record);
  }
}
