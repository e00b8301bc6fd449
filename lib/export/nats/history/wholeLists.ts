import { joinBytes } from '../../../codec/joinBytes.js';
import { NatsError } from '../natsError.js';
import { readChunk } from '../records/chunks.js';
import { RecordList } from '../records/recordReader.js';

/** A record list, and the messages that carried it. */
export interface WholeList<M> {
  readonly bytes: Uint8Array;
  readonly messages: readonly M[];
}

/** The estimated memory of a stored message in addition to its bytes: its part, the message of the client, and their entries. */
const MESSAGE_OVERHEAD_BYTES = 512;

interface IncompleteList<M> {
  /** The parts that have arrived, by their number. */
  readonly parts: Map<number, Uint8Array>;
  readonly messages: M[];
  /** The number of parts of the list. */
  readonly count: number;
  storedBytes: number;
}

/**
 * Joins chunks that may arrive in any order and more than once: a server repeats messages that were not acknowledged. Keeps the messages of
 * a list, so that all are acknowledged together.
 */
export class WholeLists<M> {
  private readonly incomplete = new Map<string, IncompleteList<M>>();
  private storedBytes = 0;

  /** @param maxBytes the maximum size of all incomplete lists */
  constructor(private readonly maxBytes: number) {}

  /**
   * Adds a message. Returns its list if it is complete. Errors with NatsError `BAD_PAYLOAD` for a chunk with invalid numbers, `RECORDS_TOO_LARGE` if
   * the incomplete lists exceed the maximum: they are dropped.
   */
  add(data: Uint8Array, message: M): WholeList<M> | undefined {
    const { header, isChunk } = new RecordList(data);
    if (!isChunk) return { bytes: data, messages: [message] };
    const { count, index, part } = readChunk(data);
    if (index >= count) throw new NatsError('BAD_PAYLOAD', `chunk ${index} of ${count}`);
    const key = `${header.instance} ${header.sequence}`;
    let list = this.incomplete.get(key);
    if (list === undefined) {
      list = { parts: new Map(), messages: [], count, storedBytes: 0 };
      this.incomplete.set(key, list);
    }
    if (count !== list.count)
      throw new NatsError('BAD_PAYLOAD', `chunk ${index} of ${count}, ${list.count} chunks expected`);
    this.store(list, index, part.slice(), message);
    if (list.parts.size < count) return undefined;
    this.incomplete.delete(key);
    this.storedBytes -= list.storedBytes;
    const { messages, parts } = list;
    return { bytes: joinBytes(Array.from({ length: count }, (_, part) => parts.get(part)!)), messages };
  }

  private store(list: IncompleteList<M>, index: number, part: Uint8Array, message: M): void {
    const { parts, messages } = list;
    messages.push(message);
    const bytes = MESSAGE_OVERHEAD_BYTES + (parts.has(index) ? 0 : part.length);
    parts.set(index, part);
    list.storedBytes += bytes;
    this.storedBytes += bytes;
    if (this.storedBytes <= this.maxBytes) return;
    this.incomplete.clear();
    this.storedBytes = 0;
    throw new NatsError('RECORDS_TOO_LARGE', `record lists of more than ${this.maxBytes} bytes: raise maxListBytes`);
  }
}
