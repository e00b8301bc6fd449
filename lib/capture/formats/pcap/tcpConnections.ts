import type { Network } from '../../../networks/network.js';
import { CaptureError } from '../../captureError.js';
import { FrameStartFinder } from './frameStart.js';
import type { TcpSegment } from './tcpSegment.js';

/** A TCP connection of a file, as far as the segments so far show it. */
export interface TcpConnection {
  /** Counts the connections of the file in the order of their first segments, from 0. */
  readonly index: number;
  /** The two ends; the dialler is the first one once a SYN was seen. */
  readonly ends: readonly [TcpEnd, TcpEnd];
  /** True if a SYN of either end was recorded, so that it is known which end dialled. */
  readonly hasSyn: boolean;
  /** The time of the first segment. */
  readonly firstAtMs: number;
  readonly dataBytes: number;
}

/** One end of a connection. Sequence numbers are unsigned, and absent until a segment shows them. */
export interface TcpEnd {
  /** Host and port. */
  readonly address: string;
  /** The number of its SYN; its data begins one behind it. */
  readonly synSequence: number | undefined;
  /** The lowest number of its data that was recorded. */
  readonly dataSequence: number | undefined;
  /** The first acknowledgement that the other end sent. */
  readonly acknowledged: number | undefined;
  /** The number of the first byte of the first message that was found, if the SYN was not recorded. */
  readonly frameSequence: number | undefined;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type GrowingEnd = Writable<TcpEnd>;
type GrowingConnection = Omit<Writable<TcpConnection>, 'ends'> & { ends: [GrowingEnd, GrowingEnd] };

/** Connections with data. Ports are used again, so a file may hold more connections than pairs of ends. */
export const MAX_CONNECTIONS = 50_000;
/** Connections without data, as a port scan opens them. The oldest is forgotten when there are more. */
export const MAX_SILENT_CONNECTIONS = 10_000;

/**
 * Assigns segments to connections.
 *
 * Remembers MAX_CONNECTIONS connections that carried data, and the MAX_SILENT_CONNECTIONS newest of the others, about 600 bytes each.
 */
export class TcpConnections {
  /** Those that carried data, in the order of their first data. */
  readonly withData: readonly TcpConnection[];
  private readonly connections: GrowingConnection[] = [];
  private readonly silent = new Set<string>();
  private readonly latest = new Map<string, GrowingConnection>();
  private readonly frameStarts: FrameStartFinder;
  private opened = 0;

  /** @param network whose messages mark the beginning of a connection without a SYN, beside those of the known networks */
  constructor(network?: Network) {
    this.withData = this.connections;
    this.frameStarts = new FrameStartFinder(network);
  }

  /** The connection of this segment. Errors with CaptureError `LIMIT_EXCEEDED`. */
  add(segment: TcpSegment): TcpConnection {
    const { destination, source } = segment;
    const key = source < destination ? `${source} ${destination}` : `${destination} ${source}`;
    const known = this.latest.get(key);
    const connection = known === undefined || isAnother(known, segment) ? this.open(key, segment) : known;
    if (segment.isSyn) noteSyn(connection, segment);
    const dataBytes = segment.payload.length + segment.cutBytes;
    if (dataBytes > 0 && connection.dataBytes === 0) this.keep(key, connection, segment);
    connection.dataBytes += dataBytes;
    this.noteStarts(connection, segment);
    return connection;
  }

  private open(key: string, { atMs, destination, source }: TcpSegment): GrowingConnection {
    const connection: GrowingConnection = {
      index: this.opened++,
      ends: [endAt(source), endAt(destination)],
      hasSyn: false,
      firstAtMs: atMs,
      dataBytes: 0,
    };
    this.latest.set(key, connection);
    this.silent.delete(key);
    this.silent.add(key);
    if (this.silent.size > MAX_SILENT_CONNECTIONS) this.forgetOldest();
    return connection;
  }

  private forgetOldest(): void {
    for (const key of this.silent) {
      this.silent.delete(key);
      this.latest.delete(key);
      return;
    }
  }

  private keep(key: string, connection: GrowingConnection, { offset }: TcpSegment): void {
    if (this.connections.length === MAX_CONNECTIONS) {
      throw new CaptureError('LIMIT_EXCEEDED', `more than ${MAX_CONNECTIONS} TCP connections with data`, offset);
    }
    this.connections.push(connection);
    this.silent.delete(key);
  }

  private noteStarts(connection: GrowingConnection, segment: TcpSegment): void {
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

/** The earlier of two numbers: they count to 2^32 and begin anew, and those of one moment are never half of that apart (RFC 9293, 3.4). */
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
  // A SYN that acknowledges another one is an answer.
  connection.ends = isAck ? [other, own] : [own, other];
}

function endsFrom({ ends }: GrowingConnection, source: string): [own: GrowingEnd, other: GrowingEnd] {
  const [first, second] = ends;
  return first.address === source ? [first, second] : [second, first];
}

/** True for the SYN of a new connection between the same ends. A SYN that is repeated, or recorded late, is of the known one. */
function isAnother(known: GrowingConnection, { isSyn, sequence, source }: TcpSegment): boolean {
  if (!isSyn) return false;
  const [own] = endsFrom(known, source);
  if (own.synSequence !== undefined) return own.synSequence !== sequence;
  if (own.dataSequence === undefined) return false;
  const bytesBehind = (own.dataSequence - sequence - 1) | 0;
  return bytesBehind < 0 || bytesBehind > MAX_BYTES_BEFORE_SYN;
}

/** How much data of a connection may be recorded before its SYN, which overtakes none on its way: more than is under way at first. */
const MAX_BYTES_BEFORE_SYN = 16 * 1024 * 1024;
