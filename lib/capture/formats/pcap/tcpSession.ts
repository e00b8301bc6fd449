import { u32leAt } from '../../../codec/numbersAt.js';
import type { Network } from '../../../networks/network.js';
import { CaptureError } from '../../captureError.js';
import type { BytesRecord, CaptureRecord, ClosedRecord, RecordedError } from '../../captureRecord.js';
import { joinBytes } from '../../../codec/joinBytes.js';
import { knownNetworkByMagic } from '../../captureNetwork.js';
import type { ChosenConnection } from './chooseConnection.js';
import type { TcpSegment } from './tcpSegment.js';
import { TcpStream } from './tcpStream.js';

/** From whose view, and as which network, a TCP connection is read. */
export interface TcpSessionOptions {
  /** The end whose bytes are `sent`. Default `'dialler'`. */
  view?: 'dialler' | 'listener' | undefined;
  /** The network. Default: the library's network whose magic the first bytes are; required for encrypted traffic. */
  network?: Network | undefined;
}

/**
 * Converts the segments of one TCP connection to records of session 1, with the bytes of each direction in order.
 *
 * States: awaiting the network (`heldRecords` holds less than four bytes of each direction; not if the network is an option); open (`isOpen`).
 * `closed` is set by the FIN or RST with the earliest time, and yielded at the end, after the last bytes.
 *
 * Bytes have the time of the segment that made them contiguous, which is when a program could have read them. Times never go back.
 */
export class TcpSession {
  private readonly local: string;
  private readonly remote: string;
  private readonly streams: ReadonlyMap<string, TcpStream>;
  private heldRecords: BytesRecord[] = [];
  private isOpen = false;
  private atMs: number;
  private lastBytesAtMs = 0;
  private closed: ClosedRecord | undefined;

  constructor(
    private readonly connection: ChosenConnection,
    private readonly options: TcpSessionOptions,
  ) {
    const { dialler, listener } = connection;
    const isDialler = options.view !== 'listener';
    this.local = isDialler ? dialler : listener;
    this.remote = isDialler ? listener : dialler;
    this.streams = new Map(Array.from(connection.starts, ([end, start]) => [end, new TcpStream(start, end)]));
    this.atMs = connection.firstAtMs;
  }

  /** The records that this segment completes. Errors with CaptureError `BYTES_CUT`, `BYTES_LOST`, `NETWORK_UNKNOWN`. */
  *add(segment: TcpSegment): Generator<CaptureRecord, void> {
    this.atMs = Math.max(this.atMs, segment.atMs);
    if (segment.isFin || segment.isReset) this.noteClosed(segment);
    // The payload of a RST is not data of the stream (RFC 9293, 3.5.3).
    if (segment.isReset) return;
    const direction = segment.source === this.local ? 'sent' : 'received';
    // An end whose start is unknown has no stream: its bytes cannot be read.
    for (const bytes of this.streams.get(segment.source)?.add(segment) ?? []) {
      yield* this.emitBytes({ kind: 'bytes', session: 1, atMs: this.atMs, direction, bytes });
    }
  }

  /** Ends the input and yields `closed`, if a FIN or RST was recorded. Errors with CaptureError `BYTES_LOST`, `NETWORK_UNKNOWN`. */
  *finish(): Generator<CaptureRecord, void> {
    for (const stream of this.streams.values()) stream.finish();
    if (!this.isOpen) throw new CaptureError('NETWORK_UNKNOWN', 'too few bytes to recognise the network by its magic');
    if (this.closed !== undefined) yield { ...this.closed, atMs: Math.max(this.closed.atMs, this.lastBytesAtMs) };
  }

  private *emitBytes(record: BytesRecord): Generator<CaptureRecord, void> {
    this.lastBytesAtMs = record.atMs;
    if (this.isOpen) {
      yield record;
      return;
    }
    this.heldRecords.push(record);
    const network = this.options.network ?? this.networkByFirstBytes(record.direction);
    if (network === undefined) return;
    this.isOpen = true;
    const { firstAtMs, dialler } = this.connection;
    yield {
      ...{ kind: 'opened', session: 1, atMs: firstAtMs, network: network.name },
      ...{ direction: this.local === dialler ? 'outbound' : 'inbound', address: this.remote },
    };
    yield* this.heldRecords;
    this.heldRecords = [];
  }

  private networkByFirstBytes(direction: BytesRecord['direction']): Network | undefined {
    const start = joinBytes(this.heldRecords.filter((each) => each.direction === direction).map(({ bytes }) => bytes));
    if (start.length < 4) return undefined;
    const magic = u32leAt(start, 0);
    const network = knownNetworkByMagic(magic);
    if (network !== undefined) return network;
    throw new CaptureError('NETWORK_UNKNOWN', `no known network has the magic 0x${magic.toString(16)}`);
  }

  private noteClosed({ source, isFin, atMs }: TcpSegment): void {
    if (this.closed !== undefined && this.closed.atMs <= atMs) return;
    const closed = { kind: 'closed', session: 1, atMs } as const;
    if (source === this.local) this.closed = { ...closed, by: 'local' };
    else this.closed = isFin ? { ...closed, by: 'remote' } : { ...closed, by: 'fault', error: RESET };
  }
}

const RESET: RecordedError = {
  ...{ name: 'TransportError', code: 'CONNECTION_LOST', message: 'connection reset by the remote', path: '' },
};
