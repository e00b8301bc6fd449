import type { Exchange } from '../../../protocol/exchanges/exchange.js';
import { plainBytes } from '../../../codec/reader.js';
import { NatsError } from '../natsError.js';
import {
  ASKED_BY_REMOTE,
  EVENT,
  EXCHANGE,
  FLAG_CHUNK,
  FLAG_INBOUND,
  FLAG_PEER,
  FLAG_READY,
  HAS_ANNOUNCEMENT,
  HAS_DURATION,
  HAS_ITEM,
  LAYOUT_VERSION,
  LIST_HEADER_BYTES,
  MESSAGE_FIELD_BYTES,
  OUTCOMES,
  PEER_HEADER_BYTES,
  QUESTIONS,
  RECEIVED,
  RECORD_HEADER_BYTES,
  REFUSED,
  SENT,
  WITHOUT_PAYLOAD,
} from './recordLayout.js';
import type { ListHeader, ListPeer } from './listHeader.js';

/** Receives the records of a list in order. */
export interface RecordListener {
  /**
   * @param payload a view of the list; undefined if the publisher leaves payloads out
   * @param isRefused true if the peer did not deliver the message: it cannot be decoded, or the policy dropped it
   */
  onMessage(
    atMs: number,
    direction: 'received' | 'sent',
    command: string,
    sizeBytes: number,
    payload: Uint8Array | undefined,
    isRefused: boolean,
  ): void;
  onExchange(atMs: number, exchange: Exchange): void;
  /** @param event any JSON value: the publisher is not trusted */
  onEvent(atMs: number, event: unknown): void;
}

// ignoreBOM: keeps a leading byte order mark as a part of the text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Reads one record list (layout: recordLayout.ts). The header is read at once, the records by `readRecords`. Errors with NatsError
 * `BAD_PAYLOAD` for bytes that are not a record list.
 */
export class RecordList {
  readonly header: ListHeader;
  readonly isChunk: boolean;
  /** The number of records that were read. */
  records = 0;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  /** The time of the first record: time of day of the monitor, in milliseconds. */
  readonly baseMs: number;
  private offset = LIST_HEADER_BYTES;

  constructor(message: Uint8Array) {
    // In Node the client passes a Buffer, whose slice is a view of the whole chunk of the socket.
    const bytes = plainBytes(message);
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.require(0, LIST_HEADER_BYTES);
    if (bytes[0] !== LAYOUT_VERSION) this.fail(`version ${bytes[0]} of the layout, ${LAYOUT_VERSION} expected`);
    const flags = bytes[1]!;
    this.isChunk = (flags & FLAG_CHUNK) !== 0;
    const sequence = this.view.getFloat64(10, true);
    this.baseMs = this.view.getFloat64(18, true);
    if (!Number.isSafeInteger(sequence) || sequence < 0) this.fail(`sequence ${sequence}, a whole number expected`);
    if (!(this.baseMs >= 0 && this.baseMs <= MAX_TIME_MS))
      this.fail(`time ${this.baseMs} ms, 0 to ${MAX_TIME_MS} expected`);
    this.header = {
      instance: this.view.getBigUint64(2, true).toString(16).padStart(16, '0'),
      sequence,
      peer: (flags & FLAG_PEER) === 0 || this.isChunk ? undefined : this.readPeer(flags),
    };
  }

  /** Reads all records. Returns their number. `records` has this number, too, even after an error. */
  readRecords(listener: RecordListener): number {
    const commands: string[] = [];
    while (this.offset < this.bytes.length) {
      this.readRecord(listener, commands);
      this.records += 1;
    }
    return this.records;
  }

  private readRecord(listener: RecordListener, commands: string[]): void {
    const { bytes, offset, view } = this;
    this.require(offset, RECORD_HEADER_BYTES);
    const kind = bytes[offset]!;
    const atMs = this.baseMs + view.getUint32(offset + 1, true) / 1000;
    this.offset = offset + RECORD_HEADER_BYTES;
    if (kind === EVENT) {
      listener.onEvent(atMs, this.readEvent());
      return;
    }
    if (kind === EXCHANGE) {
      listener.onExchange(atMs, this.readExchange());
      return;
    }
    const messageKind = kind & ~WITHOUT_PAYLOAD;
    if (messageKind < RECEIVED || messageKind > REFUSED) this.fail(`record of kind ${kind}`);
    const command = this.readCommand(commands);
    this.require(this.offset, MESSAGE_FIELD_BYTES);
    const overheadBytes = view.getUint16(this.offset, true);
    const length = view.getUint32(this.offset + 2, true);
    const start = this.offset + MESSAGE_FIELD_BYTES;
    const hasPayload = kind === messageKind;
    if (hasPayload) this.require(start, length);
    this.offset = hasPayload ? start + length : start;
    listener.onMessage(
      atMs,
      messageKind === SENT ? 'sent' : 'received',
      command,
      overheadBytes + length,
      hasPayload ? bytes.subarray(start, start + length) : undefined,
      messageKind === REFUSED,
    );
  }

  private readCommand(commands: string[]): string {
    this.require(this.offset, 1);
    const index = this.bytes[this.offset++]!;
    if (index < commands.length) return commands[index]!;
    if (index > commands.length) this.fail(`command number ${index}, ${commands.length} are known`);
    this.require(this.offset, 1);
    const length = this.bytes[this.offset++]!;
    const command = this.readText(length);
    commands.push(command);
    return command;
  }

  private readExchange(): Exchange {
    this.require(this.offset, EXCHANGE_FIELD_BYTES);
    const { bytes, offset } = this;
    const flags = bytes[offset]!;
    const question = QUESTIONS[bytes[offset + 1]!];
    const outcome = OUTCOMES[bytes[offset + 2]!];
    if (question === undefined || outcome === undefined) this.fail('an exchange without question or outcome');
    this.offset = offset + EXCHANGE_FIELD_BYTES - 8;
    const askedAtMs = this.readDouble();
    const tookMs = (flags & HAS_DURATION) === 0 ? undefined : this.readDouble();
    const announcedAtMs = (flags & HAS_ANNOUNCEMENT) === 0 ? undefined : this.readDouble();
    const type = (flags & HAS_ITEM) === 0 ? undefined : this.readUint32();
    this.require(this.offset, 1);
    const key = this.readText(bytes[this.offset++]!);
    return {
      direction: (flags & ASKED_BY_REMOTE) === 0 ? 'sent' : 'received',
      question,
      outcome,
      key,
      askedAtMs,
      ...(tookMs === undefined ? {} : { tookMs }),
      ...(announcedAtMs === undefined ? {} : { announcedAtMs }),
      ...(type === undefined ? {} : { item: { type, hash: key } }),
    };
  }

  private readDouble(): number {
    this.require(this.offset, 8);
    const value = this.view.getFloat64(this.offset, true);
    if (!(Math.abs(value) <= MAX_TIME_MS)) this.fail(`time ${value} ms, at most ${MAX_TIME_MS} expected`);
    this.offset += 8;
    return value;
  }

  private readUint32(): number {
    this.require(this.offset, 4);
    this.offset += 4;
    return this.view.getUint32(this.offset - 4, true);
  }

  private readEvent(): unknown {
    this.require(this.offset, 4);
    const length = this.view.getUint32(this.offset, true);
    this.offset += 4;
    const text = this.readText(length);
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      return this.fail('an event that is no JSON', { cause });
    }
  }

  private readPeer(flags: number): ListPeer {
    const { offset, view } = this;
    this.require(offset, PEER_HEADER_BYTES);
    const transport = view.getUint8(offset + 4);
    if (transport !== 0 && transport !== 1 && transport !== 2) this.fail(`transport ${transport}, 0 to 2 expected`);
    this.offset = offset + PEER_HEADER_BYTES;
    return {
      id: view.getUint32(offset, true),
      transport,
      protocolVersion: view.getUint32(offset + 5, true),
      direction: (flags & FLAG_INBOUND) === 0 ? 'outbound' : 'inbound',
      isReady: (flags & FLAG_READY) !== 0,
      address: this.readText(view.getUint8(offset + 9)),
    };
  }

  private readText(length: number): string {
    this.require(this.offset, length);
    const text = decoder.decode(this.bytes.subarray(this.offset, this.offset + length));
    this.offset += length;
    return text;
  }

  private require(offset: number, bytes: number): void {
    if (bytes > this.bytes.length - offset) this.fail(`${bytes} bytes needed, ${this.bytes.length - offset} left`);
  }

  private fail(fact: string, options?: ErrorOptions): never {
    throw new NatsError(
      'BAD_PAYLOAD',
      `not a record list: ${fact} at byte ${this.offset} of ${this.bytes.length}`,
      options,
    );
  }
}

/** Bytes of an exchange before its optional fields. */
const EXCHANGE_FIELD_BYTES = 11;
/** The greatest time of an ECMAScript Date. */
const MAX_TIME_MS = 8.64e15;
