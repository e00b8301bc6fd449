import { joinBytes } from '../../../codec/joinBytes.js';
import { NatsError } from '../natsError.js';
import { CHUNK_HEADER_BYTES, LIST_HEADER_BYTES } from '../records/recordLayout.js';
import { RecordList } from '../records/recordReader.js';

/** A record list, and the messages that carried it. */
export interface WholeList<M> {
  readonly bytes: Uint8Array;
  readonly messages: readonly M[];
}

interface IncompleteList<M> {
  readonly parts: (Uint8Array | undefined)[];
  readonly messages: M[];
  missing: number;
  bytes: number;
}

/**
 * Joins chunks that may come in any order and more than once: a server sends again what was not acknowledged. Keeps the messages of a list, so that all
 * are acknowledged together.
 */
export class WholeLists<M> {
  private readonly incomplete = new Map<string, IncompleteList<M>>();
  private bytes = 0;

  /** @param maxBytes the maximum size of all incomplete lists */
  constructor(private readonly maxBytes: number) {}

  /**
   * Adds a message. Returns its list if it is complete. Errors with NatsError `BAD_PAYLOAD` for a chunk with invalid numbers, `RECORDS_TOO_LARGE` if
   * the incomplete lists exceed the maximum: they are dropped.
   */
  add(data: Uint8Array, message: M): WholeList<M> | undefined {
    const { header, isChunk } = new RecordList(data);
    if (!isChunk) return { bytes: data, messages: [message] };
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if (data.length < CHUNK_HEADER_BYTES) throw new NatsError('BAD_PAYLOAD', `a chunk of ${data.length} bytes`);
    const index = view.getUint16(LIST_HEADER_BYTES, true);
    const count = view.getUint16(LIST_HEADER_BYTES + 2, true);
    const key = `${header.instance} ${header.sequence}`;
    let list = this.incomplete.get(key);
    if (list === undefined) {
      list = { parts: new Array<Uint8Array | undefined>(count), messages: [], missing: count, bytes: 0 };
      this.incomplete.set(key, list);
    }
    if (index >= count || count !== list.parts.length)
      throw new NatsError('BAD_PAYLOAD', `chunk ${index} of ${count}, ${list.parts.length} chunks expected`);
    list.messages.push(message);
    if (list.parts[index] === undefined) {
      const part = data.slice(CHUNK_HEADER_BYTES);
      list.parts[index] = part;
      list.missing -= 1;
      list.bytes += part.length;
      this.bytes += part.length;
    }
    if (this.bytes > this.maxBytes) {
      this.incomplete.clear();
      this.bytes = 0;
      throw new NatsError('RECORDS_TOO_LARGE', `record lists of more than ${this.maxBytes} bytes: raise maxListBytes`);
    }
    if (list.missing > 0) return undefined;
    this.incomplete.delete(key);
    this.bytes -= list.bytes;
    return { bytes: joinBytes(list.parts as Uint8Array[]), messages: list.messages };
  }
}
