import { joinBytes } from '../../../codec/joinBytes.js';
import { NatsError } from '../natsError.js';
import { readChunk, type Chunk } from './chunks.js';

/** The memory of a stored chunk in addition to its bytes: a separate array (measured with Node 20: 190 to 260 bytes). */
const CHUNK_OVERHEAD_BYTES = 256;

/** The memory that the incomplete lists of several publishers may take together. */
export interface ChunkBudget {
  storedBytes: number;
  readonly maxBytes: number;
}

/**
 * Joins the chunks of one publisher. They arrive one after the other on one connection, so at most one list is incomplete. A chunk that
 * does not continue this list drops it.
 */
export class ChunkAssembler {
  private parts: Uint8Array[] = [];
  private bytes = 0;
  private sequence = 0;
  private count = 0;

  /**
   * @param maxBytes the maximum size of a list
   * @param budget the memory that all assemblers together may use
   */
  constructor(
    private readonly maxBytes: number,
    private readonly budget: ChunkBudget = { storedBytes: 0, maxBytes: Infinity },
  ) {}

  /** The memory that the incomplete list takes. */
  get storedBytes(): number {
    return this.bytes + this.parts.length * CHUNK_OVERHEAD_BYTES;
  }

  /**
   * Adds a chunk with this sequence in its header. Returns the list when it is complete. Errors with NatsError `BAD_PAYLOAD` for a chunk whose
   * numbers are invalid or that continues no list, `RECORDS_TOO_LARGE` for a list above the maximum.
   */
  add(bytes: Uint8Array, sequence: number): Uint8Array | undefined {
    const { count, index, part } = this.read(bytes);
    if (index === 0) this.begin(sequence, count);
    if (index >= count || index !== this.parts.length || sequence !== this.sequence || count !== this.count)
      this.fail('BAD_PAYLOAD', `chunk ${index} of ${count} continues no list: ${this.parts.length} chunks are stored`);
    this.store(part);
    return this.parts.length < count ? undefined : this.join();
  }

  /** Forgets the incomplete list. */
  drop(): void {
    this.budget.storedBytes -= this.storedBytes;
    this.parts = [];
    this.bytes = 0;
  }

  private read(bytes: Uint8Array): Chunk {
    try {
      return readChunk(bytes);
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  private begin(sequence: number, count: number): void {
    this.drop();
    this.sequence = sequence;
    this.count = count;
  }

  private store(part: Uint8Array): void {
    const { budget, maxBytes } = this;
    if (this.bytes + part.length > maxBytes)
      this.fail('RECORDS_TOO_LARGE', `a record list of more than ${maxBytes} bytes: raise maxListBytes`);
    if (budget.storedBytes + part.length + CHUNK_OVERHEAD_BYTES > budget.maxBytes)
      this.fail(
        'RECORDS_TOO_LARGE',
        `incomplete record lists of more than ${budget.maxBytes} bytes: raise maxListBytes`,
      );
    // The client reuses no buffer, but a part of a larger buffer must not keep the whole buffer in memory.
    this.parts.push(part.slice());
    this.bytes += part.length;
    budget.storedBytes += part.length + CHUNK_OVERHEAD_BYTES;
  }

  private join(): Uint8Array {
    const list = joinBytes(this.parts);
    this.drop();
    return list;
  }

  private fail(code: 'BAD_PAYLOAD' | 'RECORDS_TOO_LARGE', fact: string): never {
    this.drop();
    throw new NatsError(code, fact);
  }
}
