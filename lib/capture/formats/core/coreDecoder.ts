import type { FrameFormat } from '../../../frame/header.js';
import type { Network } from '../../../networks/network.js';
import { CaptureError } from '../../captureError.js';
import type { BytesRecord, CaptureRecord } from '../../captureRecord.js';
import { CoreMessageDecoder, type CoreMessage } from './coreMessageDecoder.js';
import { CoreMessageOrder } from './coreMessageOrder.js';
import { CoreSessionSplitter } from './coreSessionSplitter.js';

type Direction = BytesRecord['direction'];

export interface CoreDecoderOptions {
  /** The files do not tell it. */
  network: Network;
  /** The remote's host and port; the files do not tell them, Bitcoin Core's folder does. Default: empty. */
  address?: string | undefined;
}

/**
 * Merges a node's `msgs_recv.dat` and `msgs_sent.dat` into records by their time: `push` what `wants` asks for, then take by `next`.
 *
 * Each file keeps its order; for two messages of the same microsecond CoreOrder has the rule. Holds one message and one unfinished
 * record of either file.
 */
export class CoreDecoder {
  private readonly files: Record<Direction, CoreFile>;
  private readonly order = new CoreMessageOrder();
  private readonly sessions: CoreSessionSplitter;
  private readonly ready: CaptureRecord[] = [];

  constructor({ network, address = '' }: CoreDecoderOptions) {
    this.files = { received: new CoreFile(network, 'received'), sent: new CoreFile(network, 'sent') };
    this.sessions = new CoreSessionSplitter(network, address);
  }

  /** The file without whose next bytes nothing goes on; undefined where `next` has something, or both have ended. */
  get neededDirection(): Direction | undefined {
    return DIRECTIONS.find((direction) => this.files[direction].isStarving);
  }

  push(direction: Direction, chunk: Uint8Array): void {
    this.files[direction].push(chunk);
  }

  /** Says that no more bytes of this file come. */
  end(direction: Direction): void {
    this.files[direction].end();
  }

  /**
   * The next record, or undefined when more bytes are needed, or nothing is left.
   *
   * A file that is damaged or cut counts as ended there, and the other is read on; behind the last record it errors with
   * CaptureError `MALFORMED` or `TRUNCATED`, once for each such file.
   */
  next(): CaptureRecord | undefined {
    if (this.ready.length === 0 && this.neededDirection === undefined) {
      const direction = this.earlier();
      if (direction === undefined) {
        this.raise();
        return undefined;
      }
      const message = this.files[direction].take();
      this.order.rememberPing(direction, message);
      this.ready.push(...this.sessions.recordsOfMessage(direction, message));
    }
    return this.ready.shift();
  }

  private earlier(): Direction | undefined {
    const { received, sent } = this.files;
    if (received.head === undefined) return sent.head && 'sent';
    return sent.head !== undefined && this.order.isSentFirst(sent.head, received.head) ? 'sent' : 'received';
  }

  private raise(): void {
    for (const direction of DIRECTIONS) this.files[direction].raise();
  }
}

const DIRECTIONS = ['received', 'sent'] as const;

/** One of the two files, and the first message of it that has not been taken. */
class CoreFile {
  private readonly decoder: CoreMessageDecoder;
  private message: CoreMessage | undefined;
  private isEnded = false;
  private fault: CaptureError | undefined;
  private isTold = false;

  constructor(format: FrameFormat, direction: Direction) {
    this.decoder = new CoreMessageDecoder(format, direction);
  }

  get head(): CoreMessage | undefined {
    if (this.message === undefined && this.fault === undefined) this.fill();
    return this.message;
  }

  get isStarving(): boolean {
    return this.head === undefined && !this.isEnded && this.fault === undefined;
  }

  push(chunk: Uint8Array): void {
    // What follows a damaged record is let go: it would gather for ever.
    if (this.fault === undefined) this.decoder.push(chunk);
  }

  end(): void {
    this.isEnded = true;
  }

  take(): CoreMessage {
    const message = this.message!;
    this.message = undefined;
    return message;
  }

  /** Errors with what ended this file, once. */
  raise(): void {
    if (this.fault === undefined || this.isTold) return;
    this.isTold = true;
    throw this.fault;
  }

  private fill(): void {
    try {
      this.message = this.decoder.next();
      if (this.message === undefined && this.isEnded) this.decoder.end();
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      this.fault = error;
    }
  }
}
