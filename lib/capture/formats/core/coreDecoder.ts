import type { FrameFormat } from '../../../frame/header.js';
import type { Network } from '../../../networks/network.js';
import { CaptureError } from '../../captureError.js';
import type { BytesRecord, CaptureRecord } from '../../captureRecord.js';
import { CoreMessageDecoder, type CoreMessage } from './coreMessageDecoder.js';
import { CoreMessageOrder } from './coreMessageOrder.js';
import { CoreSessionSplitter } from './coreSessionSplitter.js';

// Each of the two files is one of: awaiting bytes (no message is decoded, and the file has not ended); ready (`message` is its next one);
// ended; failed (`fault`). A message can be chosen only if neither file awaits bytes, because the missing message could be the earlier one.

type Direction = BytesRecord['direction'];

/** Options of fromCoreMessages. */
export interface CoreDecoderOptions {
  /** The network of the messages; the files do not name it. Required. */
  network: Network;
  /** The remote's host and port, for `opened` records. The files do not hold them; Bitcoin Core names their folder after them. Default: empty. */
  address?: string | undefined;
}

/**
 * Merges a node's `msgs_recv.dat` and `msgs_sent.dat` into records in order of time: call `next`; while `neededDirection` is defined, push the
 * next chunk of that file, or end it, then call `next` again.
 *
 * The order within a file is kept; CoreMessageOrder decides between two messages of the same microsecond. Memory: one message and one
 * unfinished record of each file.
 */
export class CoreDecoder {
  private readonly files: Record<Direction, CoreFileState>;
  private readonly order = new CoreMessageOrder();
  private readonly sessions: CoreSessionSplitter;
  private readonly ready: CaptureRecord[] = [];

  constructor({ network, address = '' }: CoreDecoderOptions) {
    this.files = { received: new CoreFileState(network, 'received'), sent: new CoreFileState(network, 'sent') };
    this.sessions = new CoreSessionSplitter(network, address);
  }

  /** The file whose bytes are needed next; undefined if `next` can return a record, or both files have ended. */
  get neededDirection(): Direction | undefined {
    return DIRECTIONS.find((direction) => this.files[direction].awaitsBytes);
  }

  push(direction: Direction, chunk: Uint8Array): void {
    this.files[direction].push(chunk);
  }

  /** Ends the input of this file. */
  end(direction: Direction): void {
    this.files[direction].end();
  }

  /**
   * The next record; undefined if more bytes are needed, or no record is left.
   *
   * A file that is damaged or truncated ends there, and the other file is decoded to its end. After the last record this errors with
   * CaptureError `MALFORMED` or `TRUNCATED`, once for each such file.
   */
  next(): CaptureRecord | undefined {
    if (this.ready.length === 0 && this.neededDirection === undefined) {
      const direction = this.earlierDirection();
      if (direction === undefined) {
        this.throwFaults();
        return undefined;
      }
      const message = this.files[direction].takeMessage();
      this.order.rememberPing(direction, message);
      this.ready.push(...this.sessions.recordsOfMessage(direction, message));
    }
    return this.ready.shift();
  }

  private earlierDirection(): Direction | undefined {
    const { received, sent } = this.files;
    if (received.head === undefined) return sent.head && 'sent';
    return sent.head !== undefined && this.order.isSentFirst(sent.head, received.head) ? 'sent' : 'received';
  }

  private throwFaults(): void {
    for (const direction of DIRECTIONS) this.files[direction].throwFaultOnce();
  }
}

const DIRECTIONS = ['received', 'sent'] as const;

/** The state of one of the two files. */
class CoreFileState {
  private readonly decoder: CoreMessageDecoder;
  private message: CoreMessage | undefined;
  private isEnded = false;
  private fault: CaptureError | undefined;
  private isFaultThrown = false;

  constructor(format: FrameFormat, direction: Direction) {
    this.decoder = new CoreMessageDecoder(format, direction);
  }

  /** The next message of the file, decoded if necessary. */
  get head(): CoreMessage | undefined {
    if (this.message === undefined && this.fault === undefined) this.decodeMessage();
    return this.message;
  }

  get awaitsBytes(): boolean {
    return this.head === undefined && !this.isEnded && this.fault === undefined;
  }

  push(chunk: Uint8Array): void {
    // After a damaged record chunks are dropped: the decoder would queue them without end.
    if (this.fault === undefined) this.decoder.push(chunk);
  }

  end(): void {
    this.isEnded = true;
  }

  takeMessage(): CoreMessage {
    const message = this.message!;
    this.message = undefined;
    return message;
  }

  /** Throws the error that ended this file, at the first call only. */
  throwFaultOnce(): void {
    if (this.fault === undefined || this.isFaultThrown) return;
    this.isFaultThrown = true;
    throw this.fault;
  }

  private decodeMessage(): void {
    try {
      this.message = this.decoder.next();
      if (this.message === undefined && this.isEnded) this.decoder.end();
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      this.fault = error;
    }
  }
}
