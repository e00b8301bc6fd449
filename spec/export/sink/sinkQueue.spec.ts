import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { SinkQueue, type SinkFigures } from '../../../lib/export/sink/sinkQueue.js';
import { writeToSink } from '../../../lib/export/sink/writeToSink.js';

/** A sink whose writes end when the test says so. */
function manualSink() {
  const writes: { items: readonly string[]; resolve: () => void; reject: (error: Error) => void }[] = [];
  return {
    writes,
    write: (items: readonly string[]) =>
      new Promise<void>((resolve, reject) => void writes.push({ items, resolve, reject })),
  };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('SinkQueue', () => {
  it('writes the items of one turn together, and the next ones after that write', async () => {
    const sink = manualSink();
    const queue = new SinkQueue(sink);
    queue.push('a');
    queue.push('b');
    await turn();
    queue.push('c');
    await turn();
    expect(sink.writes.map(({ items }) => items)).toEqual([['a', 'b']]);
    sink.writes[0]!.resolve();
    await turn();
    expect(sink.writes.map(({ items }) => items)).toEqual([['a', 'b'], ['c']]);
    sink.writes[1]!.resolve();
    await queue.flush();
    expect(queue.figures()).toEqual({
      writtenItems: 3,
      writtenBytes: 3,
      droppedItems: 0,
      droppedBytes: 0,
      queuedBytes: 0,
    });
  });

  it('takes items up to the bound exactly, and drops and counts the next', async () => {
    const sink = manualSink();
    const queue = new SinkQueue(sink, { maxQueuedBytes: 6 });
    expect(queue.push('abc')).toBe(true);
    await turn();
    expect(queue.push('def')).toBe(true);
    expect(queue.push('g')).toBe(false);
    expect(queue.figures()).toMatchObject({ droppedItems: 1, droppedBytes: 1, queuedBytes: 6 });
    sink.writes[0]!.resolve();
    await turn();
    expect(queue.push('g')).toBe(true);
  });

  it('splits the queue into writes of maxBatchBytes, and writes a larger item alone', async () => {
    const sink = manualSink();
    const queue = new SinkQueue(sink, { maxBatchBytes: 4 });
    for (const item of ['ab', 'cd', 'e', 'larger', 'f']) queue.push(item);
    const written: (readonly string[])[] = [];
    for (let i = 0; i < 4; i++) {
      await turn();
      written.push(sink.writes[i]!.items);
      sink.writes[i]!.resolve();
    }
    expect(written).toEqual([['ab', 'cd'], ['e'], ['larger'], ['f']]);
  });

  it('counts the items of a failed write as dropped, reports the error, and continues', async () => {
    const sink = manualSink();
    const faults: string[] = [];
    const queue = new SinkQueue(sink, {
      onDropped: (items, error) => faults.push(`${items.join()} ${error?.message}`),
    });
    queue.push('ab');
    await turn();
    queue.push('c');
    sink.writes[0]!.reject(new Error('no space'));
    await turn();
    sink.writes[1]!.resolve();
    await queue.flush();
    expect(faults).toEqual(['ab writing to the sink failed: no space']);
    expect(queue.figures()).toMatchObject({ droppedItems: 1, droppedBytes: 2, writtenItems: 1, queuedBytes: 0 });
  });

  it('drops queued and later items when it is closed', async () => {
    const sink = manualSink();
    const queue = new SinkQueue(sink);
    queue.push('a');
    queue.close();
    expect(queue.push('b')).toBe(false);
    await queue.flush();
    expect(sink.writes).toEqual([]);
    expect(queue.figures()).toMatchObject({ droppedItems: 2, queuedBytes: 0 });
  });

  it('names an option that is out of range', () => {
    expect(() => new SinkQueue(manualSink(), { maxQueuedBytes: 0 })).toThrow(/maxQueuedBytes/);
    expect(() => new SinkQueue(manualSink(), { maxBatchBytes: 0.5 })).toThrow(/maxBatchBytes/);
  });

  it('asks for sizeOf if an item has no length', () => {
    const queue = new SinkQueue<object>({ write: () => undefined });
    expect(() => queue.push({})).toThrow(/sizeOf/);
  });
});

describe('writeToSink', () => {
  it('emits the figures, and completes after the last write', async () => {
    const sink = manualSink();
    const source$ = new Subject<string>();
    const seen: (SinkFigures | 'complete')[] = [];
    source$
      .pipe(writeToSink(sink))
      .subscribe({ next: (each) => seen.push(each), complete: () => seen.push('complete') });
    source$.next('a');
    source$.complete();
    await turn();
    expect(seen).toEqual([]);
    sink.writes[0]!.resolve();
    await turn();
    expect(seen).toEqual([expect.objectContaining({ writtenItems: 1 }), 'complete']);
  });

  it('drops queued items when it is unsubscribed', async () => {
    const sink = manualSink();
    const source$ = new Subject<string>();
    const subscription = source$.pipe(writeToSink(sink)).subscribe();
    source$.next('a');
    await turn();
    source$.next('b');
    subscription.unsubscribe();
    sink.writes[0]!.resolve();
    await turn();
    expect(sink.writes).toHaveLength(1);
    expect(source$.observed).toBe(false);
  });

  it('passes an error of the source on', () => {
    const source$ = new Subject<string>();
    const errors: unknown[] = [];
    source$.pipe(writeToSink(manualSink())).subscribe({ error: (error: unknown) => errors.push(error) });
    source$.error(new Error('lost'));
    expect(errors).toEqual([new Error('lost')]);
  });
});
