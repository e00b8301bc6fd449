import { describe, expect, it } from '@jest/globals';
import { handlerOf } from '../../../lib/protocol/runtime/handlerOf.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { testContext } from '../../../lib/marbles/testContext.js';

describe('handlerOf', () => {
  it('plays a conversation that is made of streams', () => {
    const said: unknown[] = [];
    const received: unknown[] = [];
    const context = testContext({ scheduler: new VirtualTime() });
    const create = handlerOf(() => (received$) => {
      received$.subscribe({ next: (message) => received.push(message), complete: () => received.push('complete') });
      return received$;
    });
    const tell = (what: unknown): void => void said.push(what);
    const handler = create(context, { say: tell, fail: tell, complete: () => tell('complete') });
    handler.begin!();
    handler.received!({ command: 'verack' });
    handler.end!();
    handler.received!({ command: 'verack' });
    expect(said).toEqual([{ command: 'verack' }]);
    expect(received).toEqual([{ command: 'verack' }, 'complete']);
  });
});
