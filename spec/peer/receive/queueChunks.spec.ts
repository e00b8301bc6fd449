import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { queueChunks } from '../../../lib/peer/receive/queueChunks.js';
import { DeliveryQueue } from '../../../lib/protocol/runtime/deliveryQueue.js';

describe('queueChunks', () => {
  it.each([
    ['a Uint8Array', () => new Uint8Array(1)],
    ['a Node Buffer', () => Buffer.alloc(1)],
  ])('copies %s that is queued, because the transport reuses its buffer', (_, allocate) => {
    const queue = new DeliveryQueue();
    const chunk$ = new Subject<Uint8Array>();
    const emitted: number[] = [];
    chunk$.pipe(queueChunks({ queue, onChunk: () => undefined })).subscribe((chunk) => emitted.push(chunk[0]!));
    const buffer = allocate();
    queue.afterMessage(() => {
      for (const byte of [1, 2]) {
        buffer[0] = byte;
        chunk$.next(buffer);
      }
      buffer[0] = 3;
    });
    expect(emitted).toEqual([1, 2]);
  });

  it('completes after the queued chunks', () => {
    const queue = new DeliveryQueue();
    const chunk$ = new Subject<Uint8Array>();
    const emitted: string[] = [];
    chunk$
      .pipe(queueChunks({ queue, onChunk: () => undefined }))
      .subscribe({ next: () => emitted.push('chunk'), complete: () => emitted.push('complete') });
    queue.afterMessage(() => {
      chunk$.next(new Uint8Array(1));
      chunk$.complete();
      expect(emitted).toEqual([]);
    });
    expect(emitted).toEqual(['chunk', 'complete']);
  });
});
