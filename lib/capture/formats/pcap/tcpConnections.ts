import type { Network } from '../../../networks/network.js';
import { CaptureError } from '../../captureError.js';
import { FrameStartFinder } from './frameStart.js';
import type { TcpSegment } from './tcpSegment.js';

// Each pair of ends has one latest connection. A connection is: silent (no data yet; the oldest silent ones are evicted), or one with data, which
// is never evicted. A SYN with another sequence number starts the next connection between the same ends.

/** A TCP connection, as far as the segments so far show it. */
export interface TcpConnection {
  /** Counts the connections of the file in the order of their first segments, from 0. */
  readonly index: number;
  /** The two ends. After a SYN was seen, the dialler is the first one. */
  readonly ends: readonly [TcpEnd, TcpEnd];
  /** True if a SYN of either end was recorded, so that it is known which end dialled. */
  readonly hasSyn: boolean;
  /** The time of the first segment. */
  readonly firstAtMs: number;
  /** The number of data bytes of all segments, repeated ones included. */
  readonly dataBytes: number;
}

/** One end of a connection. Sequence numbers are unsigned, and undefined until a segment contains them. */
export interface TcpEnd {
  /** Host and port. */
  readonly address: string;
  /** The number of its SYN; its data begins at the next number. */
  readonly synSequence: number | undefined;
  /** The lowest number of its recorded data. */
  readonly dataSequence: number | undefined;
  /** The first acknowledgement that the other end sent. */
  readonly acknowledged: number | undefined;
  /** The number of the first byte of the first message that was found, if the SYN was not recorded. */
  readonly frameSequence: number | undefined;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type GrowingEnd = Writable<TcpEnd>;
type GrowingConnection = Omit<Writable<TcpConnection>, 'ends'> & { ends: [GrowingEnd, GrowingEnd] };

/** The bound on connections with data. Ports are reused, so a file may contain more connections than pairs of ends. */
export const MAX_CONNECTIONS = 50_000;
/** The bound on connections without data, as a port scan opens them. Beyond it the oldest is evicted. */
export const MAX_SILENT_CONNECTIONS = 10_000;

/**
 * Assigns segments to connections.
 *
 * Memory: at most MAX_CONNECTIONS connections with data, and the newest MAX_SILENT_CONNECTIONS without, about 600 bytes each.
 */
export class TcpConnections {
  /** The connections with data, in the order of their first data. */
  readonly withData: readonly TcpConnection[];
  private readonly connections: GrowingConnection[] = [];
  /** The keys of connections without data, the oldest first. */
  private readonly silentKeys = new Set<string>();
  /** The latest connection by the key of its pair of ends. */
  private readonly latest = new Map<string, GrowingConnection>();
  private readonly frameStarts: FrameStartFinder;
  private openedCount = 0;

  /** @param network besides the known networks: its messages mark the start of a connection without a SYN */
  constructor(network?: Network) {
    this.withData = this.connections;
    this.frameStarts = new FrameStartFinder(network);
  }

  /** The connection of this segment. Errors with CaptureError `LIMIT_EXCEEDED`. */
  add(segment: TcpSegment): TcpConnection {
    const { destination, source } = segment;
    const key = source < destination ? `${source} ${destination}` : `${destination} ${source}`;
    const known = this.latest.get(key);
    const connection = known === undefined || isNewConnection(known, segment) ? this.open(key, segment) : known;
    if (segment.isSyn) noteSyn(connection, segment);
    const dataBytes = segment.payload.length + segment.cutBytes;
    if (dataBytes > 0 && connection.dataBytes === 0) this.addToConnectionsWithData(key, connection, segment);
    connection.dataBytes += dataBytes;
    this.noteSequences(connection, segment);
    return connection;
  }

  private open(key: string, { atMs, destination, source }: TcpSegment): GrowingConnection {
    const connection: GrowingConnection = {
      index: this.openedCount++,
      ends: [endAt(source), endAt(destination)],
      hasSyn: false,
      firstAtMs: atMs,
      dataBytes: 0,
    };
    this.latest.set(key, connection);
    this.silentKeys.delete(key);
    this.silentKeys.add(key);
    if (this.silentKeys.size > MAX_SILENT_CONNECTIONS) this.evictOldestSilent();
    return connection;
  }

  private evictOldestSilent(): void {
    for (const key of this.silentKeys) {
      this.silentKeys.delete(key);
      this.latest.delete(key);
      return;
    }
  }

  private addToConnectionsWithData(key: string, connection: GrowingConnection, { offset }: TcpSegment): void {
    if (this.connections.length === MAX_CONNECTIONS) {
      throw new CaptureError('LIMIT_EXCEEDED', `more than ${MAX_CONNECTIONS} TCP connections with data`, offset);
    }
    this.connections.push(connection);
    this.silentKeys.delete(key);
  }

  private noteSequences(connection: GrowingConnection, segment: TcpSegment): void {
    const { acknowledgement, isAck, isReset, isSyn, payload, sequence, source } = segment;
    const [own, other] = endsFrom(connection, source);
    if (isAck && !isReset) other.acknowledged ??= acknowledgement;
    if (payload.length === 0 || isReset) return;
    const dataSequence = (sequence + (isSyn ? 1 : 0)) >>> 0;
    own.dataSequence = earlierSequence(own.dataSequence, dataSequence);
    if (connection.hasSyn || own.frameSequence !== undefined) return;
    const index = this.frameStarts.indexIn(payload);
    if (index !== -1) own.frameSequence = (dataSequence + index) >>> 0;
  }
}

/** The earlier of two sequence numbers. They wrap around at 2^32, and those in use at one time are never half of that apart (RFC 9293, 3.4). */
export function earlierSequence(a: number | undefined, b: number): number;
export function earlierSequence(a: number | undefined, b: number | undefined): number | undefined;
export function earlierSequence(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return ((a - b) | 0) < 0 ? a : b;
}

function endAt(address: string): GrowingEnd {
  return {
    address,
    synSequence: undefined,
    dataSequence: undefined,
    acknowledged: undefined,
    frameSequence: undefined,
  };
}

function noteSyn(connection: GrowingConnection, { isAck, sequence, source }: TcpSegment): void {
  const [own, other] = endsFrom(connection, source);
  own.synSequence = sequence;
  connection.hasSyn = true;
  // A SYN with an acknowledgement answers the dialler's SYN.
  connection.ends = isAck ? [other, own] : [own, other];
}

function endsFrom({ ends }: GrowingConnection, source: string): [own: GrowingEnd, other: GrowingEnd] {
  const [first, second] = ends;
  return first.address === source ? [first, second] : [second, first];
}

/** True for the SYN of a new connection between the same ends. A repeated SYN, or one recorded late, belongs to the known one. */
function isNewConnection(known: GrowingConnection, { isSyn, sequence, source }: TcpSegment): boolean {
  if (!isSyn) return false;
  const [own] = endsFrom(known, source);
  if (own.synSequence !== undefined) return own.synSequence !== sequence;
  if (own.dataSequence === undefined) return false;
  const dataOffset = (own.dataSequence - sequence - 1) | 0;
  return dataOffset < 0 || dataOffset > MAX_BYTES_BEFORE_SYN;
}

/**
 * The bound on the data of a connection that may be recorded before its SYN, if the recorder swaps packets; more than a new connection has in
 * flight.
 */
const MAX_BYTES_BEFORE_SYN = 16 * 1024 * 1024;
