import { describe, expect, it } from '@jest/globals';
import { of, range, map } from 'rxjs';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { RecordQueue } from '../../lib/capture/recordQueue.js';

const MIB = 1024 * 1024;
/** As in recordQueue.ts. */
const RECORD_COST_BYTES = 100;

/** Records with this number of bytes; the index, from 1, is the session. */
function recordsOf(count: number, bytes: number) {
  const content = new Uint8Array(bytes);
  return range(1, count).pipe(
    map((session): CaptureRecord => ({ kind: 'bytes', session, atMs: 0, direction: 'sent', bytes: content })),
  );
}

describe('RecordQueue', () => {
  it.each([
    [MIB / 4 - RECORD_COST_BYTES, [4, 4, 2]],
    [MIB / 4 - RECORD_COST_BYTES - 1, [5, 5]],
    [2 * MIB, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
  ])('ends a batch with the record that reaches 1 MiB: records of %i bytes', async (bytes, batches) => {
    const queue = new RecordQueue(recordsOf(10, bytes), 2 ** 30);
    const taken: CaptureRecord[][] = [];
    for (let batch = await queue.takeBatch(); batch.length > 0; batch = await queue.takeBatch()) taken.push(batch);
    expect(taken.map(({ length }) => length)).toEqual(batches);
    expect(taken.flat().map(({ session }) => session)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it.each([0, 1])(
    'counts the largest garbage of both sides for a record of secrets: bound exceeded by %i byte',
    (excess) => {
      const secrets: CaptureRecord = {
        ...{ kind: 'secrets', session: 1, atMs: 0, sharedSecret: new Uint8Array(32) },
        ...{ receivedGarbage: new Uint8Array(4095), sentGarbage: new Uint8Array(4095) },
      };
      const queue = new RecordQueue(of(secrets, secrets), 2 * (32 + 2 * 4095 + RECORD_COST_BYTES) - excess);
      const failing = expect(() => queue.throwSourceError());
      if (excess === 0) failing.not.toThrow();
      else failing.toThrow(expect.objectContaining({ code: 'QUEUE_FULL' }));
    },
  );
});
