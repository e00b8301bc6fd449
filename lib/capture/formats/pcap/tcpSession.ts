import { u32leAt } from '../../../codec/numbersAt.js';
import type { Network } from '../../../networks/network.js';
import { CaptureError } from '../../captureError.js';
import type { BytesRecord, CaptureRecord, ClosedRecord, RecordedError } from '../../captureRecord.js';
import { joinBytes } from '../../../codec/joinBytes.js';
import { knownNetworkByMagic } from '../../captureNetwork.js';
import type { ChosenConnection } from './chooseConnection.js';
import type { TcpSegment } from './tcpSegment.js';
import { TcpStream } from './tcpStream.js';

export interface TcpSessionOptions {
  /** Whose recording it is to be: `sent` is what this end said. Default: the dialler's. */
  view?: 'dialler' | 'listener' | undefined;
  /** Default: the one of the first bytes' magic; needed where those are encrypted. */
  network?: Network | undefined;
}

/**
 * Turns the segments of one TCP connection into records of session 1, each direction in order.
 *
 * Bytes have the time at which they were due, as a program would have got them; the clock does not go back. Who first ended the
 * connection, by FIN or by RST, is told behind the last bytes.
 */
export class TcpSession {
  private readonly local: string;
  private readonly remote: string;
  private readonly streams: ReadonlyMap<string, TcpStream>;
  /** What came before the network was known: below four bytes a direction. */
  private held: BytesRecord[] = [];
  private isOpen = false;
  private atMs: number;
  private lastBytesAtMs = 0;
  private ending: ClosedRecord | undefined;

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

  /** What this segment makes known. Errors with CaptureError `BYTES_CUT`, `BYTES_LOST`, `NETWORK_UNKNOWN`. */
  *add(segment: TcpSegment): Generator<CaptureRecord, void> {
    this.atMs = Math.max(this.atMs, segment.atMs);
    if (segment.isFin || segment.isReset) this.noteEnd(segment);
    // What a RST carries is no data of the stream (RFC 9293, 3.5.3).
    if (segment.isReset) return;
    const direction = segment.source === this.local ? 'sent' : 'received';
    // Of an end without a start no byte can be read: there is no stream.
    for (const bytes of this.streams.get(segment.source)?.add(segment) ?? []) {
      yield* this.tell({ kind: 'bytes', session: 1, atMs: this.atMs, direction, bytes });
    }
  }

  /** What is to be said behind the last segment. Errors with CaptureError `BYTES_LOST`, `NETWORK_UNKNOWN`. */
  *finish(): Generator<CaptureRecord, void> {
    for (const stream of this.streams.values()) stream.finish();
    if (!this.isOpen) throw new CaptureError('NETWORK_UNKNOWN', 'too few bytes to tell the network by');
    if (this.ending !== undefined) yield { ...this.ending, atMs: Math.max(this.ending.atMs, this.lastBytesAtMs) };
  }

  private *tell(record: BytesRecord): Generator<CaptureRecord, void> {
    this.lastBytesAtMs = record.atMs;
    if (this.isOpen) {
      yield record;
      return;
    }
    this.held.push(record);
    const network = this.options.network ?? this.recognise(record.direction);
    if (network === undefined) return;
    this.isOpen = true;
    const { firstAtMs, dialler } = this.connection;
    yield {
      ...{ kind: 'opened', session: 1, atMs: firstAtMs, network: network.name },
      ...{ direction: this.local === dialler ? 'outbound' : 'inbound', address: this.remote },
    };
    yield* this.held;
    this.held = [];
  }

  private recognise(direction: BytesRecord['direction']): Network | undefined {
    const start = joinBytes(this.held.filter((each) => each.direction === direction).map(({ bytes }) => bytes));
    if (start.length < 4) return undefined;
    const magic = u32leAt(start, 0);
    const network = knownNetworkByMagic(magic);
    if (network !== undefined) return network;
    throw new CaptureError('NETWORK_UNKNOWN', `no network is known whose magic is 0x${magic.toString(16)}`);
  }

  private noteEnd({ source, isFin, atMs }: TcpSegment): void {
    if (this.ending !== undefined && this.ending.atMs <= atMs) return;
    const ended = { kind: 'closed', session: 1, atMs } as const;
    if (source === this.local) this.ending = { ...ended, by: 'local' };
    else this.ending = isFin ? { ...ended, by: 'remote' } : { ...ended, by: 'fault', error: RESET };
  }
}

const RESET: RecordedError = {
  ...{ name: 'TransportError', code: 'CONNECTION_LOST', message: 'connection reset by the remote', path: '' },
};
