import { describe, expect, it } from '@jest/globals';
import { VirtualTime } from '../../../lib/marbles.js';
import { testContext } from '../../../lib/marbles/testContext.js';
import { receivedMessage } from '../../../lib/protocol/runtime/givenMessage.js';
import { handlerOf } from '../../../lib/protocol/runtime/operatorHandler.js';

describe('handlerOf', () => {
  it('runs a conversation that is written as an RxJS operator', () => {
    const calls: unknown[] = [];
    const record = (what: unknown): void => void calls.push(what);
    const received: unknown[] = [];
    const environment = testContext({ scheduler: new VirtualTime() });
    const createHandler = handlerOf(() => (received$) => {
      received$.subscribe({ next: (message) => received.push(message), complete: () => received.push('complete') });
      return received$;
    });
    const handler = createHandler({
      ...environment,
      ...{ send: record, fail: record, complete: () => record('complete') },
      ...{ after: () => () => undefined, every: () => () => undefined },
    });
    handler.begin!();
    handler.received!(receivedMessage({ command: 'verack' }, environment));
    handler.end!();
    handler.received!(receivedMessage({ command: 'verack' }, environment));
    expect(calls).toEqual([{ command: 'verack' }]);
    expect(received).toEqual([{ command: 'verack' }, 'complete']);
  });
});
