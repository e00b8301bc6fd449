import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { stopSignals } from '../../lib/cli/stopSignals.js';

describe('stopSignals', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
    'emits on %s if there is a terminal, and listens only while subscribed',
    (signal) => {
      const source = new EventEmitter();
      let stops = 0;
      const subscription = stopSignals(source, true).subscribe(() => (stops += 1));
      source.emit(signal);
      subscription.unsubscribe();
      expect([stops, source.listenerCount(signal)]).toEqual([1, 0]);
    },
  );

  it('ignores SIGHUP until the process ends without a terminal, as nohup needs it', () => {
    const source = new EventEmitter();
    let stops = 0;
    const stop$ = stopSignals(source, false);
    // SIGHUP ends a Node process unless there is a listener.
    expect(source.listenerCount('SIGHUP')).toBe(1);
    const subscription = stop$.subscribe(() => (stops += 1));
    source.emit('SIGHUP');
    expect(stops).toBe(0);
    source.emit('SIGTERM');
    subscription.unsubscribe();
    expect([stops, source.listenerCount('SIGHUP')]).toEqual([1, 1]);
  });
});
