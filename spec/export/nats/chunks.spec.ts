import { describe, expect, it } from '@jest/globals';
import { NatsError } from '../../../lib/nats.js';
import { ChunkAssembler } from '../../../lib/export/nats/records/chunkAssembler.js';
import { splitIntoChunks } from '../../../lib/export/nats/records/chunks.js';
import { CHUNK_HEADER_BYTES, LIST_HEADER_BYTES } from '../../../lib/export/nats/records/recordLayout.js';
import { RecordList } from '../../../lib/export/nats/records/recordReader.js';
import { listOf, received, START_MS } from '../../helpers/nats/recordLists.js';

const MIB = 1024 * 1024;

function list(payloadBytes: number): Uint8Array {
  const payload = new Uint8Array(payloadBytes);
  for (let i = 0; i < payloadBytes; i++) payload[i] = (i * 7) & 0xff;
  return listOf((writer) => writer.addMessage(START_MS, received('block', payload), true), { sequence: 9 });
}

/** Adds chunks as a reader does. */
function assemble(chunks: readonly Uint8Array[], maxBytes = 64 * MIB): Uint8Array | undefined {
  const assembler = new ChunkAssembler(maxBytes);
  let whole: Uint8Array | undefined;
  for (const chunk of chunks) whole = assembler.add(chunk, new RecordList(chunk).header.sequence);
  return whole;
}

/** A chunk with these numbers, valid or not. */
function chunkOf(index: number, count: number, part: Uint8Array = Uint8Array.of(1)): Uint8Array {
  const [chunk] = splitIntoChunks(list(100), 60)!;
  const bytes = new Uint8Array(CHUNK_HEADER_BYTES + part.length);
  bytes.set(chunk!.subarray(0, LIST_HEADER_BYTES));
  const view = new DataView(bytes.buffer);
  view.setUint16(LIST_HEADER_BYTES, index, true);
  view.setUint16(LIST_HEADER_BYTES + 2, count, true);
  bytes.set(part, CHUNK_HEADER_BYTES);
  return bytes;
}

describe('splitIntoChunks', () => {
  it('leaves a list of the maximum payload as it is, and splits one with a byte more', () => {
    const bytes = list(1000);
    expect(splitIntoChunks(bytes, bytes.length)).toEqual([bytes]);
    expect(splitIntoChunks(bytes, bytes.length - 1)).toHaveLength(2);
  });

  it.each([
    ['32 MiB', '1 MiB', 32 * MIB, MIB, 33],
    ['32 MiB', '64 KiB', 32 * MIB, 64 * 1024, 513],
    ['4 MB', '64 KiB', 4_000_000, 64 * 1024, 62],
  ])('splits a message of %s at a maximum payload of %s', (_payload, _max, payloadBytes, maxBytes, count) => {
    const bytes = list(payloadBytes);
    const chunks = splitIntoChunks(bytes, maxBytes)!;
    expect(chunks).toHaveLength(count);
    expect(Math.max(...chunks.map(({ length }) => length))).toBe(maxBytes);
    expect(Buffer.compare(assemble(chunks)!, bytes)).toBe(0);
  });

  it('works with one byte of the list per chunk, and not with less', () => {
    const bytes = list(10);
    const chunks = splitIntoChunks(bytes, CHUNK_HEADER_BYTES + 1)!;
    expect(chunks).toHaveLength(bytes.length);
    expect(assemble(chunks)).toEqual(bytes);
    expect(splitIntoChunks(bytes, CHUNK_HEADER_BYTES)).toBeUndefined();
    expect(splitIntoChunks(bytes, 0)).toBeUndefined();
  });

  it('works with 65,535 chunks, and not with one more', () => {
    const bytes = list(65_535 - list(0).length);
    expect(splitIntoChunks(bytes, CHUNK_HEADER_BYTES + 1)).toHaveLength(65_535);
    const longer = list(65_536 - list(0).length);
    expect(splitIntoChunks(longer, CHUNK_HEADER_BYTES + 1)).toBeUndefined();
  });
});

describe('ChunkAssembler', () => {
  const whole = list(1000);
  const chunks = splitIntoChunks(whole, 200)!;

  function fails(code: string, run: () => unknown): void {
    let error: unknown;
    try {
      run();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(NatsError);
    expect(error).toMatchObject({ code });
  }

  it('begins again with a first chunk, so that a list whose end was lost does not spoil the next', () => {
    expect(assemble([...chunks.slice(0, 3), ...chunks])).toEqual(whole);
  });

  it.each([
    ['a second chunk first', [chunks[1]!]],
    ['a chunk left out', [chunks[0]!, chunks[2]!]],
    ['a chunk twice', [chunks[0]!, chunks[1]!, chunks[1]!]],
    ['the reverse order', chunks.slice().reverse()],
    ['index above count', [chunkOf(5, 5)]],
    ['no chunks', [chunkOf(0, 0)]],
    ['a count that becomes smaller', [chunkOf(0, 9), chunkOf(1, 2)]],
    ['a count that becomes larger', [chunkOf(0, 2), chunkOf(1, 9)]],
    ['a chunk without its numbers', [chunks[0]!.subarray(0, CHUNK_HEADER_BYTES - 1)]],
  ])('refuses %s', (_, sequence) => {
    fails('BAD_PAYLOAD', () => assemble(sequence));
  });

  it('refuses a chunk of another list', () => {
    const other = splitIntoChunks(
      listOf((writer) => writer.addMessage(START_MS, received('block', 500), true)),
      200,
    )!;
    fails('BAD_PAYLOAD', () => assemble([chunks[0]!, other[1]!]));
  });

  it('continues after a refused chunk', () => {
    const assembler = new ChunkAssembler(MIB);
    fails('BAD_PAYLOAD', () => assembler.add(chunks[3]!, 9));
    let last: Uint8Array | undefined;
    for (const chunk of chunks) last = assembler.add(chunk, 9);
    expect(last).toEqual(whole);
  });

  it('joins a list of the maximum exactly, and refuses one with a byte more', () => {
    expect(assemble(chunks, whole.length)).toEqual(whole);
    fails('RECORDS_TOO_LARGE', () => assemble(chunks, whole.length - 1));
  });

  it('stores a bounded number of bytes of a list that never ends', () => {
    const assembler = new ChunkAssembler(MIB);
    const part = new Uint8Array(100_000);
    let stored = 0;
    fails('RECORDS_TOO_LARGE', () => {
      for (let i = 0; i < 65_535; i++) {
        assembler.add(chunkOf(i, 65_535, part), 9);
        stored = Math.max(stored, assembler.storedBytes);
      }
    });
    expect(stored).toBeLessThanOrEqual(MIB + 256 * 11);
    expect(assembler.storedBytes).toBe(0);
  });

  it('charges empty chunks, which take memory as well', () => {
    const assembler = new ChunkAssembler(MIB, { storedBytes: 0, maxBytes: MIB });
    fails('RECORDS_TOO_LARGE', () => {
      for (let i = 0; i < 65_535; i++) assembler.add(chunkOf(i, 65_535, new Uint8Array(0)), 9);
    });
  });

  it('takes no memory beyond a budget that several assemblers share', () => {
    const budget = { storedBytes: 0, maxBytes: 250_000 };
    const [first, second] = [new ChunkAssembler(MIB, budget), new ChunkAssembler(MIB, budget)];
    first.add(chunkOf(0, 3, new Uint8Array(150_000)), 9);
    fails('RECORDS_TOO_LARGE', () => second.add(chunkOf(0, 3, new Uint8Array(150_000)), 9));
    first.drop();
    expect(budget.storedBytes).toBe(0);
    expect(second.add(chunkOf(0, 3, new Uint8Array(150_000)), 9)).toBeUndefined();
  });

  it('keeps no view of the message', () => {
    const copies = chunks.map((chunk) => chunk.slice());
    const assembler = new ChunkAssembler(MIB);
    let last: Uint8Array | undefined;
    for (const chunk of copies) {
      last = assembler.add(chunk, 9);
      chunk.fill(0);
    }
    expect(last).toEqual(whole);
  });
});
