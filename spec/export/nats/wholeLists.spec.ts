import { describe, expect, it } from '@jest/globals';
import { WholeLists } from '../../../lib/export/nats/history/wholeLists.js';
import { splitIntoChunks } from '../../../lib/export/nats/records/chunks.js';
import { listOf, received, recordsOf, START_MS } from '../../helpers/nats/recordLists.js';

const listOfBytes = (bytes: number, sequence = 0): Uint8Array =>
  listOf((writer) => writer.addMessage(START_MS, received('block', bytes), true), { sequence });

describe('WholeLists', () => {
  it('passes a list that is not chunked', () => {
    const list = listOfBytes(10);
    expect(new WholeLists<string>(1000).add(list, 'a')).toEqual({ bytes: list, messages: ['a'] });
  });

  it('joins chunks in any order, also those that come twice, with all their messages', () => {
    const list = listOfBytes(1000);
    const chunks = splitIntoChunks(list, 300)!;
    expect(chunks.length).toBeGreaterThan(3);
    const lists = new WholeLists<number>(100_000);
    const order = [...chunks.keys()].reverse();
    const last = order.pop()!;
    for (const index of [...order, order[0]!]) expect(lists.add(chunks[index]!, index)).toBeUndefined();
    const whole = lists.add(chunks[last]!, last)!;
    expect(recordsOf(whole.bytes)).toEqual(recordsOf(list));
    expect(whole.messages).toEqual([...order, order[0], last]);
  });

  it('keeps lists apart by their sequence', () => {
    const lists = new WholeLists<string>(100_000);
    const [a, b] = [listOfBytes(500, 1), listOfBytes(500, 2)].map((list) => splitIntoChunks(list, 400)!);
    lists.add(a![0]!, 'a0');
    lists.add(b![0]!, 'b0');
    expect(lists.add(a![1]!, 'a1')!.messages).toEqual(['a0', 'a1']);
    expect(lists.add(b![1]!, 'b1')!.messages).toEqual(['b0', 'b1']);
  });

  it('drops all incomplete lists beyond the bound, which counts empty chunks as well', () => {
    const empty = (sequence: number): Uint8Array => {
      const chunk = splitIntoChunks(listOfBytes(1000, sequence), 300)![0]!.slice(0, 30);
      return chunk;
    };
    const lists = new WholeLists<number>(10 * 512);
    for (let sequence = 0; sequence < 10; sequence++) expect(lists.add(empty(sequence), sequence)).toBeUndefined();
    expect(() => lists.add(empty(10), 10)).toThrow(expect.objectContaining({ code: 'RECORDS_TOO_LARGE' }));
    expect(lists.add(empty(11), 11)).toBeUndefined();
  });

  it('stores nothing for a chunk that it refuses', () => {
    const lists = new WholeLists<number>(2 * 512);
    for (let sequence = 0; sequence < 100; sequence++) {
      const odd = splitIntoChunks(listOfBytes(1000, sequence), 300)![0]!.slice();
      new DataView(odd.buffer).setUint16(26, 9, true);
      expect(() => lists.add(odd, sequence)).toThrow(expect.objectContaining({ code: 'BAD_PAYLOAD' }));
    }
    expect((lists as unknown as { incomplete: Map<string, unknown> }).incomplete.size).toBe(0);
  });

  it.each([
    ['a number that is too large', 4, 4],
    ['another number of chunks', 1, 5],
  ])('refuses a chunk with %s', (_, index, count) => {
    const [first] = splitIntoChunks(listOfBytes(1000), 300)!;
    const lists = new WholeLists<string>(100_000);
    lists.add(first!, 'a');
    const odd = first!.slice();
    new DataView(odd.buffer).setUint16(26, index, true);
    new DataView(odd.buffer).setUint16(28, count, true);
    expect(() => lists.add(odd, 'b')).toThrow(expect.objectContaining({ code: 'BAD_PAYLOAD' }));
  });
});
