import type { PassedFrame } from '../../../peer/streams/passedFrame.js';
import type { Exchange } from '../../../protocol/exchanges/exchange.js';
import {
  ASKED_BY_REMOTE,
  EVENT,
  EXCHANGE,
  FLAG_INBOUND,
  FLAG_PEER,
  FLAG_READY,
  LAYOUT_VERSION,
  LIST_HEADER_BYTES,
  MAX_ADDRESS_BYTES,
  MAX_COMMANDS,
  HAS_ANNOUNCEMENT,
  HAS_DURATION,
  HAS_ITEM,
  MAX_KEY_BYTES,
  MAX_OFFSET_MICROS,
  OUTCOMES,
  QUESTIONS,
  MESSAGE_FIELD_BYTES,
  PEER_HEADER_BYTES,
  RECEIVED,
  RECORD_HEADER_BYTES,
  REFUSED,
  SENT,
  WITHOUT_PAYLOAD,
} from './recordLayout.js';
import type { ListHeader, ListPeer } from './listHeader.js';

/** A message for a record. */
export type RecordedMessage = Omit<PassedFrame, 'atMs'>;

/** A list that is complete. */
export interface FinishedList {
  /** A view of the writer's buffer. */
  readonly bytes: Uint8Array;
  readonly records: number;
}

const INITIAL_BYTES = 4096;
/** A list of 64 KiB, and the message that exceeds it: one step of growth instead of five. */
const FULL_LIST_BYTES = 80 * 1024;
/** The header is written last, right before the records: its length depends on the address. */
const HEADER_ROOM_BYTES = LIST_HEADER_BYTES + PEER_HEADER_BYTES + MAX_ADDRESS_BYTES;
/** The size of the record of an exchange with all optional fields and the longest key. */
export const MAX_EXCHANGE_RECORD_BYTES = RECORD_HEADER_BYTES + 11 + 8 + 8 + 4 + 1 + MAX_KEY_BYTES;
const encoder = new TextEncoder();
const addressBuffer = new Uint8Array(MAX_ADDRESS_BYTES);

/** The JSON text of an event. */
export function encodeEvent(event: object): Uint8Array {
  return encoder.encode(JSON.stringify(event));
}

/** Writes a record list into a growing buffer, and the next one after `reset()`. Layout: recordLayout.ts. */
export class RecordWriter {
  /** The number of records of the current list. */
  records = 0;
  private buffer = new Uint8Array(INITIAL_BYTES);
  private view = new DataView(this.buffer.buffer);
  private offset = HEADER_ROOM_BYTES;
  private baseMs = 0;
  private readonly commands = new Map<string, number>();

  /** Bytes of the records so far; the header is not counted. */
  get bytes(): number {
    return this.offset - HEADER_ROOM_BYTES;
  }

  /** The size of its buffer. */
  get capacity(): number {
    return this.buffer.length;
  }

  /** False if a record with this time has to begin a new list: it is before the first record, or more than an hour after it. */
  accepts(atMs: number): boolean {
    if (this.records === 0) return true;
    const micros = (atMs - this.baseMs) * 1000;
    return micros >= 0 && micros < MAX_OFFSET_MICROS && this.commands.size < MAX_COMMANDS;
  }

  /** The size of the record of a message in the current list. */
  messageBytes({ command, payload }: Pick<RecordedMessage, 'command' | 'payload'>, withPayload: boolean): number {
    // Commands are ASCII (frame/frameDecoder.ts), so they have as many bytes as characters.
    const commandBytes = this.commands.has(command) ? 1 : 2 + command.length;
    return RECORD_HEADER_BYTES + commandBytes + MESSAGE_FIELD_BYTES + (withPayload ? payload.length : 0);
  }

  /** The size of the record of an event with this text. */
  eventBytes(text: Uint8Array): number {
    return RECORD_HEADER_BYTES + 4 + text.length;
  }

  addMessage(atMs: number, message: RecordedMessage, withPayload: boolean): void {
    const { command, direction, isRefused, payload, sizeBytes } = message;
    const { length } = payload;
    this.reserve(this.messageBytes(message, withPayload));
    const kind = direction === 'sent' ? SENT : isRefused ? REFUSED : RECEIVED;
    this.begin(withPayload ? kind : kind | WITHOUT_PAYLOAD, atMs);
    const index = this.commands.get(command);
    if (index === undefined) this.addCommand(command);
    else this.buffer[this.offset++] = index;
    this.view.setUint16(this.offset, sizeBytes - length, true);
    this.view.setUint32(this.offset + 2, length, true);
    this.offset += MESSAGE_FIELD_BYTES;
    if (!withPayload) return;
    this.buffer.set(payload, this.offset);
    this.offset += length;
  }

  addExchange(atMs: number, exchange: Exchange): void {
    const { announcedAtMs, askedAtMs, direction, item, key, outcome, question, tookMs } = exchange;
    this.reserve(MAX_EXCHANGE_RECORD_BYTES);
    this.begin(EXCHANGE, atMs);
    const { buffer, view } = this;
    buffer[this.offset] =
      (direction === 'received' ? ASKED_BY_REMOTE : 0) |
      (item === undefined ? 0 : HAS_ITEM) |
      (announcedAtMs === undefined ? 0 : HAS_ANNOUNCEMENT) |
      (tookMs === undefined ? 0 : HAS_DURATION);
    buffer[this.offset + 1] = QUESTIONS.indexOf(question);
    buffer[this.offset + 2] = OUTCOMES.indexOf(outcome);
    view.setFloat64(this.offset + 3, askedAtMs, true);
    this.offset += 11;
    if (tookMs !== undefined) this.writeDouble(tookMs);
    if (announcedAtMs !== undefined) this.writeDouble(announcedAtMs);
    if (item !== undefined) {
      view.setUint32(this.offset, item.type, true);
      this.offset += 4;
    }
    const { written } = encoder.encodeInto(key, buffer.subarray(this.offset + 1, this.offset + 1 + MAX_KEY_BYTES));
    buffer[this.offset] = written;
    this.offset += 1 + written;
  }

  /** @param text of `encodeEvent` */
  addEvent(atMs: number, text: Uint8Array): void {
    this.reserve(this.eventBytes(text));
    this.begin(EVENT, atMs);
    this.view.setUint32(this.offset, text.length, true);
    this.buffer.set(text, this.offset + 4);
    this.offset += 4 + text.length;
  }

  /** Completes the list. Its bytes are a view of the buffer, valid until `reset()`. */
  finish({ instance, peer, sequence }: ListHeader): FinishedList {
    const { buffer, records, view } = this;
    // Stops before a character that does not fit.
    const addressBytes = peer === undefined ? 0 : encoder.encodeInto(peer.address, addressBuffer).written;
    const peerBytes = peer === undefined ? 0 : PEER_HEADER_BYTES + addressBytes;
    const start = HEADER_ROOM_BYTES - LIST_HEADER_BYTES - peerBytes;
    buffer[start] = LAYOUT_VERSION;
    buffer[start + 1] = peer === undefined ? 0 : flagsOf(peer);
    view.setBigUint64(start + 2, BigInt(`0x${instance}`), true);
    view.setFloat64(start + 10, sequence, true);
    view.setFloat64(start + 18, this.baseMs, true);
    if (peer !== undefined) {
      const fields = start + LIST_HEADER_BYTES;
      view.setUint32(fields, peer.id, true);
      view.setUint8(fields + 4, peer.transport);
      view.setUint32(fields + 5, peer.protocolVersion, true);
      view.setUint8(fields + 9, addressBytes);
      buffer.set(addressBuffer.subarray(0, addressBytes), fields + PEER_HEADER_BYTES);
    }
    return { bytes: buffer.subarray(start, this.offset), records };
  }

  /** Begins the next list. */
  reset(): void {
    this.offset = HEADER_ROOM_BYTES;
    this.records = 0;
    this.commands.clear();
    // The buffer of one large block must not stay allocated.
    if (this.capacity > MAX_KEPT_BYTES) this.allocate(INITIAL_BYTES);
  }

  private begin(kind: number, atMs: number): void {
    if (this.records === 0) this.baseMs = atMs;
    this.records += 1;
    this.buffer[this.offset] = kind;
    this.view.setUint32(this.offset + 1, Math.round((atMs - this.baseMs) * 1000), true);
    this.offset += RECORD_HEADER_BYTES;
  }

  private writeDouble(value: number): void {
    this.view.setFloat64(this.offset, value, true);
    this.offset += 8;
  }

  private addCommand(command: string): void {
    const text = encoder.encode(command);
    this.buffer[this.offset] = this.commands.size;
    this.buffer[this.offset + 1] = text.length;
    this.buffer.set(text, this.offset + 2);
    this.offset += 2 + text.length;
    this.commands.set(command, this.commands.size);
  }

  private reserve(bytes: number): void {
    const needed = this.offset + bytes;
    if (needed <= this.buffer.length) return;
    const { buffer, offset } = this;
    this.allocate(Math.max(needed, FULL_LIST_BYTES, 2 * buffer.length));
    this.buffer.set(buffer.subarray(0, offset));
  }

  private allocate(bytes: number): void {
    this.buffer = new Uint8Array(bytes);
    this.view = new DataView(this.buffer.buffer);
  }
}

const MAX_KEPT_BYTES = 256 * 1024;

function flagsOf({ direction, isReady }: ListPeer): number {
  return FLAG_PEER | (direction === 'inbound' ? FLAG_INBOUND : 0) | (isReady ? FLAG_READY : 0);
}
