import { CaptureError } from '../captureError.js';
import type { TcpSegment } from './tcpSegment.js';

/** A TCP connection of a file, as far as the segments so far tell. */
export interface TcpConnection {
  /** Of all in the file, in the order of their first segments, from 0. */
  readonly index: number;
  /** Two hosts and ports; the dialler's first, once it is known. */
  readonly ends: readonly [string, string];
  /** Who dialled: undefined where the opening was not recorded. */
  readonly dialler: string | undefined;
  /** The sequence number of either end's SYN, behind which its bytes count. */
  readonly starts: ReadonlyMap<string, number>;
  readonly firstAtMs: number;
  readonly dataBytes: number;
}

type Growing = { -readonly [K in keyof TcpConnection]: TcpConnection[K] } & { starts: Map<string, number> };

/** Ports are used again, so a file may hold more connections than pairs of ends. */
export const MAX_CONNECTIONS = 100_000;

/** Tells which segments belong together. Holds the connections that it saw, at most MAX_CONNECTIONS. */
export class TcpConnections {
  readonly all: readonly TcpConnection[];
  private readonly connections: Growing[] = [];
  private readonly latest = new Map<string, Growing>();

  constructor() {
    this.all = this.connections;
  }

  /** The connection of this segment. Errors with CaptureError `LIMIT_EXCEEDED`. */
  add(segment: TcpSegment): TcpConnection {
    const { source, destination } = segment;
    const key = source < destination ? `${source} ${destination}` : `${destination} ${source}`;
    const known = this.latest.get(key);
    const connection = known === undefined || isAnother(known, segment) ? this.open(key, segment) : known;
    if (segment.isSyn) {
      connection.starts.set(source, segment.sequence);
      connection.dialler = segment.isAck ? destination : source;
      connection.ends = segment.isAck ? [destination, source] : [source, destination];
    }
    connection.dataBytes += segment.payload.length + segment.cutBytes;
    return connection;
  }

  private open(key: string, { source, destination, atMs, offset }: TcpSegment): Growing {
    if (this.connections.length === MAX_CONNECTIONS) {
      throw new CaptureError('LIMIT_EXCEEDED', `more than ${MAX_CONNECTIONS} TCP connections`, offset);
    }
    const connection: Growing = {
      ...{ index: this.connections.length, ends: [source, destination], dialler: undefined },
      ...{ starts: new Map(), firstAtMs: atMs, dataBytes: 0 },
    };
    this.connections.push(connection);
    this.latest.set(key, connection);
    return connection;
  }
}

/** True for the SYN of a new connection between the same ends; that of the same one, repeated, has the same number. */
function isAnother(known: TcpConnection, { isSyn, source, sequence }: TcpSegment): boolean {
  const start = known.starts.get(source);
  return isSyn && start !== undefined && start !== sequence;
}
