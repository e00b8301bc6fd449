import {
  EVENT,
  FLAG_INBOUND,
  FLAG_PEER,
  FLAG_READY,
  LAYOUT_VERSION,
  LIST_HEADER_BYTES,
  MAX_ADDRESS_BYTES,
  MAX_COMMANDS,
  MAX_OFFSET_MICROS,
  MESSAGE_FIELD_BYTES,
  PEER_HEADER_BYTES,
  RECEIVED,
  RECORD_HEADER_BYTES,
  REFUSED,
  SENT,
  WITHOUT_PAYLOAD,
} from './recordLayout.js';
import type { ListHeader } from './listHeader.js';

/** A message for a record. */
export interface RecordedMessage {
  readonly direction: 'received' | 'sent';
  readonly command: string;
  readonly sizeBytes: number;
  readonly payload: Uint8Array;
  /** True if the message cannot be decoded, or the policy dropped it. */
  readonly isRefused: boolean;
}

/** A list that is complete. */
export interface FinishedList {
  readonly bytes: Uint8Array;
  readonly records: number;
}

const INITIAL_BYTES = 4096;
const encoder = new TextEncoder();

/** Writes one record list after the other into one growing buffer. Layout: recordLayout.ts. */
export class RecordWriter {
  /** The number of records of the current list. */
  records = 0;
  private buffer = new Uint8Array(INITIAL_BYTES);
  private view = new DataView(this.buffer.buffer);
  private offset = LIST_HEADER_BYTES;
  private baseMs = 0;
  private readonly commands = new Map<string, number>();

  /** Bytes of the records so far; the header is not counted. */
  get bytes(): number {
    return this.offset - LIST_HEADER_BYTES;
  }

  /** False if a record with this time has to begin a new list: it is before the first record, or more than an hour after it. */
  accepts(atMs: number): boolean {
    if (this.records === 0) return true;
    const micros = (atMs - this.baseMs) * 1000;
    return micros >= 0 && micros < MAX_OFFSET_MICROS && this.commands.size < MAX_COMMANDS;
  }

  addMessage(atMs: number, message: RecordedMessage, withPayload: boolean): void {
    const { command, direction, isRefused, payload, sizeBytes } = message;
    const { length } = payload;
    // 13: a new command with its length.
    this.reserve(RECORD_HEADER_BYTES + 14 + MESSAGE_FIELD_BYTES + length);
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

  addEvent(atMs: number, event: object): void {
    const text = encoder.encode(JSON.stringify(event));
    this.reserve(RECORD_HEADER_BYTES + 4 + text.length);
    this.begin(EVENT, atMs);
    this.view.setUint32(this.offset, text.length, true);
    this.buffer.set(text, this.offset + 4);
    this.offset += 4 + text.length;
  }

  /** The list of the records since the last call, in a buffer of its own. */
  finish(header: ListHeader): FinishedList {
    const { buffer, offset, records } = this;
    const peer = header.peer === undefined ? NO_PEER : peerFields(header.peer);
    const bytes = new Uint8Array(offset + peer.length);
    const view = new DataView(bytes.buffer);
    bytes[0] = LAYOUT_VERSION;
    bytes[1] = flagsOf(header);
    view.setBigUint64(2, BigInt(`0x${header.instance}`), true);
    view.setFloat64(10, header.sequence, true);
    view.setFloat64(18, this.baseMs, true);
    bytes.set(peer, LIST_HEADER_BYTES);
    bytes.set(buffer.subarray(LIST_HEADER_BYTES, offset), LIST_HEADER_BYTES + peer.length);
    this.offset = LIST_HEADER_BYTES;
    this.records = 0;
    this.commands.clear();
    // One large block must not stay allocated.
    if (buffer.length > MAX_KEPT_BYTES) this.allocate(INITIAL_BYTES);
    return { bytes, records };
  }

  private begin(kind: number, atMs: number): void {
    if (this.records === 0) this.baseMs = atMs;
    this.records += 1;
    this.buffer[this.offset] = kind;
    this.view.setUint32(this.offset + 1, Math.round((atMs - this.baseMs) * 1000), true);
    this.offset += RECORD_HEADER_BYTES;
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
    this.allocate(Math.max(needed, 2 * buffer.length));
    this.buffer.set(buffer.subarray(0, offset));
  }

  private allocate(bytes: number): void {
    this.buffer = new Uint8Array(bytes);
    this.view = new DataView(this.buffer.buffer);
  }
}

const MAX_KEPT_BYTES = 256 * 1024;
const NO_PEER = new Uint8Array(0);

function flagsOf({ peer }: ListHeader): number {
  if (peer === undefined) return 0;
  return FLAG_PEER | (peer.direction === 'inbound' ? FLAG_INBOUND : 0) | (peer.isReady ? FLAG_READY : 0);
}

function peerFields(peer: NonNullable<ListHeader['peer']>): Uint8Array {
  const address = encoder.encode(peer.address).subarray(0, MAX_ADDRESS_BYTES);
  const fields = new Uint8Array(PEER_HEADER_BYTES + address.length);
  const view = new DataView(fields.buffer);
  view.setUint32(0, peer.id, true);
  view.setUint8(4, peer.transport);
  view.setUint32(5, peer.protocolVersion, true);
  view.setUint8(9, address.length);
  fields.set(address, PEER_HEADER_BYTES);
  return fields;
}
